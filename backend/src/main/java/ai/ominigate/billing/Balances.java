package ai.ominigate.billing;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.BalanceDetails;
import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What accounts have, as the ledger knows it. Calls of the last moments are still part of what is held. */
@Singleton
public final class Balances {
    private final DataSource database;

    Balances(DataSource database) {
        this.database = database;
    }

    /**
     * The money of one account, in nano-dollars; {@code balance − owed = credited − used}.
     *
     * @param balance what the wallet has; never below 0
     * @param held how much of the balance is set aside for calls under way or not settled yet
     * @param owed what was used beyond the wallet and is paid first by the next credit
     * @param credited everything that was ever paid in or granted
     * @param used everything that settled calls have ever cost
     */
    public record Balance(long balance, long held, long owed, long credited, long used) {

        /** What a new call can still set aside. */
        public long available() {
            return balance - held;
        }

        /** What is left when debts are taken off; below 0 where more is owed than there is. */
        public long net() {
            return balance - owed;
        }

        /** As our APIs speak of it. */
        public BalanceDetails details() {
            return new BalanceDetails(
                    new Usd(available()),
                    new Usd(balance),
                    new Usd(held),
                    new Usd(owed),
                    new Usd(credited),
                    new Usd(used));
        }
    }

    /** What this account has; zeros if it never had a wallet. */
    public Balance of(UUID account) throws SQLException {
        return Transaction.run(database, connection -> of(connection, account));
    }

    /** The same as this transaction sees it. */
    public Balance of(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                    SELECT coalesce(sum(b.balance) FILTER (WHERE a.code LIKE 'wallet:%'), 0),
                           coalesce(sum(b.held), 0),
                           coalesce(-sum(b.balance) FILTER (WHERE a.code LIKE 'receivable:%'), 0),
                           coalesce(sum(t.credited), 0),
                           coalesce(-sum(t.used), 0)
                      FROM billing.ledger_account AS a
                      JOIN billing.ledger_balance AS b ON b.account_id = a.id
                      LEFT JOIN LATERAL (
                            SELECT sum(amount) FILTER (WHERE kind <> 'usage') AS credited,
                                   sum(amount) FILTER (WHERE kind = 'usage') AS used
                              FROM billing.ledger_total
                             WHERE account_id = a.id) AS t ON TRUE
                     WHERE a.code IN ('wallet:' || ?::uuid, 'receivable:' || ?::uuid)
                    """)) {
            select.setObject(1, account);
            select.setObject(2, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Balance(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5));
            }
        }
    }

    /**
     * A part of a balance.
     *
     * @param paid whether it was paid for; what was not was given
     * @param left nano-dollars that are left of it
     * @param expiresAt when what is left then is lost; null for never
     */
    public record Part(boolean paid, long left, @Nullable Instant expiresAt) {}

    /** What the balance of an account is made of, in the order in which it is spent. */
    public List<Part> parts(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT kind, remaining, expires_at
                  FROM billing.credit_lot_now
                 WHERE account = ?
                   AND remaining > 0
                 ORDER BY priority, expires_at NULLS LAST, id
                """)) {
            select.setObject(1, account);
            List<Part> parts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    OffsetDateTime expires = row.getObject(3, OffsetDateTime.class);
                    parts.add(new Part(
                            Lots.Kind.valueOf(row.getString(1)) == Lots.Kind.PAID,
                            row.getLong(2),
                            expires == null ? null : expires.toInstant()));
                }
            }
            return parts;
        }
    }

    /**
     * An account's books at one moment.
     *
     * @param version another number after every transaction of the ledger that moved them; 0 before the first
     * @param balance what the wallet has, in nano-dollars, set aside or not
     */
    public record Books(long version, long balance) {}

    /** How they stand, as part of a transaction of the caller's. */
    public Books books(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT coalesce(sum(b.version), 0)::bigint,
                       coalesce(sum(b.balance) FILTER (WHERE a.code LIKE 'wallet:%'), 0)::bigint
                  FROM billing.ledger_account AS a
                  JOIN billing.ledger_balance AS b ON b.account_id = a.id
                 WHERE a.code IN ('wallet:' || ?::uuid, 'receivable:' || ?::uuid)
                """)) {
            select.setObject(1, account);
            select.setObject(2, account);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Books(row.getLong(1), row.getLong(2));
            }
        }
    }

    /** The versions of these accounts' books; of one that never had any there is none. */
    public Map<UUID, Long> versions(Connection connection, Collection<UUID> accounts) throws SQLException {
        Map<UUID, Long> versions = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT asked.id, sum(b.version)::bigint
                  FROM unnest(?::uuid[]) AS asked (id)
                  JOIN billing.ledger_account AS a ON a.code IN ('wallet:' || asked.id, 'receivable:' || asked.id)
                  JOIN billing.ledger_balance AS b ON b.account_id = a.id
                 GROUP BY asked.id
                """)) {
            select.setArray(1, connection.createArrayOf("uuid", accounts.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    versions.put(row.getObject(1, UUID.class), row.getLong(2));
                }
            }
        }
        return versions;
    }

    /** Whether an account had paid something by then; credit at our expense is no payment. */
    public boolean hasPaidBefore(Connection connection, UUID account, Instant moment) throws SQLException {
        String sql = """
                SELECT EXISTS (
                    SELECT
                    FROM billing.ledger_account a
                    JOIN billing.ledger_entry e ON e.account_id = a.id
                    JOIN billing.ledger_tx t ON t.id = e.tx_id
                    WHERE a.account = ? AND t.kind = ? AND t.occurred_at < ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, account);
            statement.setString(2, Credits.TOP_UP);
            statement.setObject(3, moment.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}
