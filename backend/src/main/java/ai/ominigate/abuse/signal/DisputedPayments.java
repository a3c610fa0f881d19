package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.review.Flags;
import ai.ominigate.abuse.review.PresentRules;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.Windows;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Payments that were taken back (S11). One is enough, so it is raised where it is written down, in that transaction: what
 * waits in a node's memory to be counted goes with the node. Blocks.
 */
@Singleton
public final class DisputedPayments {
    private final Flags flags;
    private final PresentRules rules;

    DisputedPayments(Flags flags, PresentRules rules) {
        this.flags = flags;
        this.rules = rules;
    }

    /**
     * A cardholder took a payment back, or their bank warns that they will. To say it twice is to say it once.
     *
     * @param object what it is called where it comes from
     * @param disputes when payments of this account were taken back, this one included
     * @return the case that has it now; null if nothing counts against the account
     */
    public @Nullable UUID raise(Connection transaction, UUID account, String object, Instant at, List<Instant> disputes)
            throws SQLException {
        PresentRules.Weighing weighing = rules.of(transaction, Signal.S11.name());
        List<Instant> counted = disputes.stream()
                .filter(each -> each.isAfter(at.minus(weighing.window())) && !each.isAfter(at))
                .sorted()
                .toList();
        if (counted.isEmpty() || counted.size() < weighing.threshold()) {
            return null;
        }
        Flag flag = weighing.flag(
                UUID.nameUUIDFromBytes(("dispute " + object).getBytes(StandardCharsets.UTF_8)),
                new Entity.Account(account),
                counted.size(),
                counted.getFirst(),
                at,
                Windows.end(transaction, DataClass.OPERATIONAL_LOG, at),
                Map.of(Flag.EVENTS, (long) counted.size()));
        return flags.raise(transaction, flag).caseId();
    }
}
