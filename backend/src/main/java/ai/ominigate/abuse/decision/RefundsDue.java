package ai.ominigate.abuse.decision;

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
import org.jspecify.annotations.Nullable;

/**
 * What is to be paid back to accounts that were closed. Whoever makes payments works through {@link #open}, pays back what
 * of the balance was paid in, books it in the ledger, and says so by {@link #paid}, in the transaction that books it; until
 * there are payments, finance does it by hand. Blocks.
 */
public final class RefundsDue {
    private RefundsDue() {}

    /**
     * Something to be paid back, or that was.
     *
     * @param decision by which the account was closed
     * @param paidAt null until it is
     * @param payment what the processor calls it; null until it is paid
     * @param withdrawnAt when an appeal was right; null if none was
     */
    public record Due(
            UUID decision,
            UUID account,
            Instant dueAt,
            @Nullable Instant paidAt,
            @Nullable String payment,
            @Nullable Instant withdrawnAt) {}

    /** What is to be paid back still, the oldest first; at most so many. */
    public static List<Due> open(Connection connection, int limit) throws SQLException {
        String sql = """
                SELECT * FROM abuse.refund_due
                WHERE paid_at IS NULL AND withdrawn_at IS NULL
                ORDER BY due_at, decision
                LIMIT ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, limit);
            return read(statement);
        }
    }

    /**
     * It is paid back, as part of the transaction that books it.
     *
     * @param payment what the processor calls it
     * @return false if there is nothing to pay: it was paid before, or an appeal was right
     */
    public static boolean paid(Connection transaction, UUID decision, String payment, Instant now) throws SQLException {
        String sql = """
                UPDATE abuse.refund_due SET paid_at = ?, payment = ?
                WHERE decision = ? AND paid_at IS NULL AND withdrawn_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setString(2, payment);
            statement.setObject(3, decision);
            return statement.executeUpdate() == 1;
        }
    }

    static void insert(Connection transaction, UUID decision, UUID account, Instant now) throws SQLException {
        String sql = "INSERT INTO abuse.refund_due (decision, account_id, due_at) VALUES (?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, decision);
            statement.setObject(2, account);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** Nothing is to be paid any more; what was paid stays paid. */
    static void withdraw(Connection transaction, UUID decision, Instant now) throws SQLException {
        String sql = "UPDATE abuse.refund_due SET withdrawn_at = ? WHERE decision = ? AND paid_at IS NULL";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, decision);
            statement.executeUpdate();
        }
    }

    /** Whether this account was closed, and that not undone. */
    static boolean has(Connection connection, UUID account) throws SQLException {
        String sql = "SELECT FROM abuse.refund_due WHERE account_id = ? AND withdrawn_at IS NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, account);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    static Map<UUID, Due> of(Connection connection, Collection<UUID> decisions) throws SQLException {
        String sql = "SELECT * FROM abuse.refund_due WHERE decision = ANY (?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", decisions.toArray()));
            Map<UUID, Due> found = new HashMap<>();
            read(statement).forEach(due -> found.put(due.decision(), due));
            return found;
        }
    }

    private static List<Due> read(PreparedStatement statement) throws SQLException {
        List<Due> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add(new Due(
                        row.getObject("decision", UUID.class),
                        row.getObject("account_id", UUID.class),
                        row.getObject("due_at", OffsetDateTime.class).toInstant(),
                        instant(row, "paid_at"),
                        row.getString("payment"),
                        instant(row, "withdrawn_at")));
            }
        }
        return found;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
