package ai.ominigate.billing;

import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What moved an account's balance besides its calls: the ledger as its owner sees it. The balance is what the wallet has
 * without what is owed, so that paying a debt out of the wallet moves nothing.
 */
@Singleton
public final class Movements {
    private static final String MINE = """
            SELECT id FROM billing.ledger_account WHERE code IN ('wallet:' || ?::uuid, 'receivable:' || ?::uuid)
            """;

    /** Why a balance moved. */
    public enum Kind {
        /** Somebody topped up. */
        TOP_UP(Credits.TOP_UP),
        /** Credit was given at our expense. */
        CREDIT(Credits.GRANT),
        /** Credit that was given by mistake was taken back. */
        CREDIT_TAKEN_BACK(GivenCredit.UNDONE),
        /** Something was paid back. */
        REFUND("refund"),
        /** It was not paid back after all. */
        REFUND_RETURNED("refund_undone"),
        /** A bank took a payment back. */
        DISPUTE("dispute"),
        /** It has decided that the payment stands. */
        DISPUTE_RETURNED("dispute_undone"),
        /** Credit was not used in time. */
        EXPIRY("expiry"),
        /** Anything else that sets the books right. */
        CORRECTION("");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        private static Kind of(String code) {
            for (Kind kind : values()) {
                if (kind.code.equals(code)) {
                    return kind;
                }
            }
            return CORRECTION;
        }
    }

    /**
     * One of them.
     *
     * @param id of the ledger transaction; ids are in the order of time
     * @param nanos what was added; below 0 for what was taken; never 0
     * @param payment the processor's name of the payment that it is about; null if it is about none
     * @param cause why credit was given, as its owner was told; null for everything else, and where nobody told them
     */
    public record Movement(
            UUID id,
            Kind kind,
            Instant at,
            long nanos,
            @Nullable String payment,
            @Nullable CreditCause cause) {}

    /** Those from one moment until another, the earliest first. */
    public List<Movement> between(Connection connection, UUID account, Instant from, Instant until)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT tx.id, tx.kind, sum(entry.amount)::bigint,
                       CASE tx.kind WHEN 'top_up' THEN tx.idem_key ELSE tx.meta ->> 'payment' END,
                       CASE tx.kind WHEN 'grant' THEN tx.meta ->> 'cause' END
                  FROM billing.ledger_entry AS entry
                  JOIN billing.ledger_tx AS tx ON tx.id = entry.tx_id
                 WHERE entry.account_id IN (%s)
                   AND NOT entry.of_usage
                   AND entry.tx_id >= ? AND entry.tx_id < ?
                 GROUP BY tx.id
                HAVING sum(entry.amount) <> 0
                 ORDER BY tx.id
                """.formatted(MINE))) {
            select.setObject(1, account);
            select.setObject(2, account);
            select.setObject(3, UuidV7.floor(from));
            select.setObject(4, UuidV7.floor(until));
            List<Movement> movements = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject(1, UUID.class);
                    String cause = row.getString(5);
                    movements.add(new Movement(
                            id,
                            Kind.of(row.getString(2)),
                            UuidV7.instant(id),
                            row.getLong(3),
                            row.getString(4),
                            cause == null ? null : CreditCause.valueOf(cause)));
                }
            }
            return movements;
        }
    }

    /** When the first of them was; null if there was none. */
    public @Nullable Instant first(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT entry.tx_id
                  FROM billing.ledger_entry AS entry
                 WHERE entry.account_id IN (%s)
                   AND NOT entry.of_usage
                 ORDER BY entry.tx_id
                 LIMIT 1
                """.formatted(MINE))) {
            select.setObject(1, account);
            select.setObject(2, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? UuidV7.instant(row.getObject(1, UUID.class)) : null;
            }
        }
    }
}
