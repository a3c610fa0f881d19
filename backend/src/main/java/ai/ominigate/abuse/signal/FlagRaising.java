package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.decision.Decisions;
import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.review.Flags;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Raises flags. A key that somebody else has is slowed down with its first flag, for an hour in which a person decides,
 * whatever else is known of it: its owner pays for each minute. Blocks.
 */
@Singleton
final class FlagRaising {
    /** Signals that somebody else has a key. */
    static final Set<Signal> THROTTLED_AT_ONCE = EnumSet.of(Signal.S5, Signal.S7);

    static final Duration THROTTLED_FOR = Duration.ofMinutes(60);

    private final Flags flags;
    private final Decisions decisions;
    private final DataSource dataSource;

    FlagRaising(Flags flags, Decisions decisions, DataSource dataSource) {
        this.flags = flags;
        this.decisions = decisions;
        this.dataSource = dataSource;
    }

    /** Raises it, or says anew what was measured if it was raised before. */
    void raise(Flag flag) throws SQLException {
        Signal signal = Signal.valueOf(flag.signal());
        Transaction.run(dataSource, transaction -> {
            Flags.Raised raised = flags.raise(transaction, flag);
            if (raised.first()
                    && raised.caseId() != null
                    && flag.entity() instanceof Entity.Key
                    && THROTTLED_AT_ONCE.contains(signal)) {
                decisions.automatic(
                        transaction,
                        flag.entity(),
                        DecisionAction.THROTTLE,
                        THROTTLED_FOR,
                        raised.caseId(),
                        signal.title());
            }
            return raised;
        });
    }
}
