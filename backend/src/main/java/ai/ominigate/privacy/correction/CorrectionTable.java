package ai.ominigate.privacy.correction;

import ai.ominigate.model.privacy.CorrectedField;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code privacy.correction}. Blocks. */
final class CorrectionTable {
    private CorrectionTable() {}

    /** Field by field, the name first. */
    static List<Correction> of(Connection connection, UUID request) throws SQLException {
        return list(connection, "SELECT * FROM privacy.correction WHERE request = ? ORDER BY field DESC", request);
    }

    /** Which nobody else changes until the transaction ends; null if the request does not change this field. */
    static @Nullable Correction lock(Connection transaction, UUID request, CorrectedField field) throws SQLException {
        List<Correction> found = list(
                transaction,
                "SELECT * FROM privacy.correction WHERE request = ? AND field = ? FOR UPDATE",
                request,
                field.name());
        return found.isEmpty() ? null : found.getFirst();
    }

    private static List<Correction> list(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            set(query, values);
            List<Correction> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new Correction(
                            row.getObject("request", UUID.class),
                            CorrectedField.valueOf(row.getString("field")),
                            row.getObject("account", UUID.class),
                            row.getString("before"),
                            row.getString("after"),
                            row.getString("evidence"),
                            row.getObject("written_by", UUID.class),
                            row.getObject("written_at", OffsetDateTime.class).toInstant(),
                            row.getBoolean("old_needed"),
                            instant(row, "asked_at"),
                            instant(row, "reminded_at"),
                            instant(row, "old_confirmed_at"),
                            instant(row, "new_confirmed_at"),
                            instant(row, "applied_at"),
                            instant(row, "revertible_until"),
                            instant(row, "reverted_at")));
                }
            }
            return found;
        }
    }

    /** Instead of what was said before. */
    static void replace(Connection transaction, UUID request, List<Correction> corrections) throws SQLException {
        update(transaction, "DELETE FROM privacy.correction WHERE request = ?", request);
        for (Correction each : corrections) {
            update(
                    transaction,
                    """
                    INSERT INTO privacy.correction (
                        request, field, account, before, after, evidence, written_by, written_at, old_needed)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                    each.request(),
                    each.field().name(),
                    each.account(),
                    each.before(),
                    each.after(),
                    each.evidence(),
                    each.writtenBy(),
                    each.writtenAt().atOffset(ZoneOffset.UTC),
                    each.oldNeeded());
        }
    }

    static void asked(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "asked_at = ?", now);
    }

    static void reminded(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "reminded_at = ?", now);
    }

    static void oldConfirmed(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "old_confirmed_at = ?", now);
    }

    static void newConfirmed(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "new_confirmed_at = ?", now);
    }

    static void revertible(Connection transaction, Correction correction, Instant until) throws SQLException {
        mark(transaction, correction, "revertible_until = ?", until);
    }

    static void reverted(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "reverted_at = ?", now);
    }

    /** @param before what it was just now */
    static void applied(Connection transaction, Correction correction, @Nullable String before, Instant now)
            throws SQLException {
        update(
                transaction,
                "UPDATE privacy.correction SET before = ?, applied_at = ? WHERE request = ? AND field = ?",
                before,
                now.atOffset(ZoneOffset.UTC),
                correction.request(),
                correction.field().name());
    }

    private static void mark(Connection transaction, Correction correction, String what, Instant time)
            throws SQLException {
        update(
                transaction,
                "UPDATE privacy.correction SET " + what + " WHERE request = ? AND field = ?",
                time.atOffset(ZoneOffset.UTC),
                correction.request(),
                correction.field().name());
    }

    private static void update(Connection transaction, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
