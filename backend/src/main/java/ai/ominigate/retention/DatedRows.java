package ai.ominigate.retention;

import ai.ominigate.model.retention.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one table that each say from when on they count. All texts are SQL of the program's.
 *
 * @param table as {@code schema.table}; not partitioned
 * @param age what their age is counted from, an expression of the row; a row where it is null is still in use and stays
 * @param heldIf when a legal hold keeps a row {@code t}: a condition of it; {@code false} where nothing is any account's
 */
public record DatedRows(DataClass dataClass, String table, String age, String heldIf) implements RetainedData {
    private static final String NEVER = "false";

    /** Rows of no account. */
    public static DatedRows ofNobody(DataClass dataClass, String table, String age) {
        return new DatedRows(dataClass, table, age, NEVER);
    }

    /**
     * Rows of accounts.
     *
     * @param account an expression of the row
     */
    public static DatedRows ofAccounts(DataClass dataClass, String table, String age, String account) {
        return new DatedRows(dataClass, table, age, held(account));
    }

    /** The condition that a row is of an account with a legal hold on it. */
    static String held(String account) {
        return "EXISTS (SELECT FROM retention.held_account h WHERE h.account_id = %s)".formatted(account);
    }

    @Override
    public Set<String> tables() {
        return Set.of(table);
    }

    @Override
    public @Nullable Instant oldest(Connection connection) throws SQLException {
        String sql = "SELECT min(%s) FROM %s AS t WHERE NOT (%s)".formatted(age, table, heldIf);
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            OffsetDateTime oldest = row.getObject(1, OffsetDateTime.class);
            return oldest == null ? null : oldest.toInstant();
        }
    }

    @Override
    public long older(Connection connection, Instant cutoff) throws SQLException {
        return count(connection, cutoff, "NOT (" + heldIf + ")");
    }

    @Override
    public long held(Connection connection, Instant cutoff) throws SQLException {
        return count(connection, cutoff, heldIf);
    }

    private long count(Connection connection, Instant cutoff, String condition) throws SQLException {
        String sql = "SELECT count(*) FROM %s AS t WHERE %s < ? AND %s".formatted(table, age, condition);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public Removed remove(Connection transaction, Instant cutoff, int atMost) throws SQLException {
        if (!heldIf.equals(NEVER)) {
            LegalHolds.stay(transaction);
        }
        String sql = """
                DELETE FROM %s
                WHERE ctid = ANY (ARRAY(
                    SELECT t.ctid FROM %s AS t
                    WHERE %s < ? AND NOT (%s)
                    LIMIT ?
                    FOR UPDATE SKIP LOCKED))
                """.formatted(table, table, age, heldIf);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            statement.setInt(2, atMost);
            int rows = statement.executeUpdate();
            return new Removed(rows, rows == atMost);
        }
    }
}
