package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.decision.OwnerNotices;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.review.Flags;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Raises flags. A key that somebody else has is slowed down with its first flag, for an hour in which a person decides,
 * whatever else is known of it: its owner pays for each minute. Whoever tries out cards pays nothing more before a bank has
 * confirmed one, or a person has decided. Owners are told of what they alone can end. Blocks.
 */
@Singleton
final class FlagRaising {
    static final Duration THROTTLED_FOR = Duration.ofMinutes(60);

    private final Flags flags;
    private final Decisions decisions;
    private final OwnerNotices owners;
    private final DataSource dataSource;

    FlagRaising(Flags flags, Decisions decisions, OwnerNotices owners, DataSource dataSource) {
        this.flags = flags;
        this.decisions = decisions;
        this.owners = owners;
        this.dataSource = dataSource;
    }

    private void doAtOnce(Connection transaction, Signal signal, Entity entity, Flags.Raised raised)
            throws SQLException {
        if (signal == Signal.S5 && entity instanceof Entity.Key key && raised.caseId() != null) {
            decisions.automatic(
                    transaction,
                    key,
                    DecisionAction.THROTTLE,
                    AbuseCategory.STOLEN_KEY,
                    THROTTLED_FOR,
                    raised.caseId(),
                    signal.title());
            owners.keyUsedBySomebodyElse(transaction, key.id());
        } else if (signal == Signal.S10 && entity instanceof Entity.Account account && raised.caseId() != null) {
            decisions.automatic(
                    transaction,
                    account,
                    DecisionAction.REQUIRE_STEP,
                    AbuseCategory.PAYMENT_FRAUD,
                    THROTTLED_FOR,
                    raised.caseId(),
                    signal.title());
        } else if (signal == Signal.S2 && entity instanceof Entity.Account account) {
            owners.passwordGuessed(transaction, account.id());
        }
    }

    /** Raises it, or says anew what was measured if it was raised before. */
    void raise(Flag flag) throws SQLException {
        Signal signal = Signal.valueOf(flag.signal());
        Transaction.run(dataSource, transaction -> {
            Flags.Raised raised = flags.raise(transaction, flag);
            if (raised.first() && !flag.shadow()) {
                doAtOnce(transaction, signal, flag.entity(), raised);
            }
            return raised;
        });
    }
}
