package ai.ominigate.privacy.correction;

import ai.ominigate.model.privacy.CorrectedField;
import ai.ominigate.personal.DataKeys;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
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

/**
 * {@code privacy.correction}. What was and what comes is sealed with the account's key there: where that is destroyed, nothing
 * is to be corrected any more. Blocks.
 */
@Singleton
final class CorrectionTable {
    private final DataKeys keys;

    CorrectionTable(DataKeys keys) {
        this.keys = keys;
    }

    /** Field by field, the name first. */
    List<Correction> of(Connection connection, UUID request) throws SQLException {
        return list(connection, "SELECT * FROM privacy.correction WHERE request = ? ORDER BY field DESC", request);
    }

    /** Which nobody else changes until the transaction ends; null if the request does not change this field. */
    @Nullable
    Correction lock(Connection transaction, UUID request, CorrectedField field) throws SQLException {
        List<Correction> found = list(
                transaction,
                "SELECT * FROM privacy.correction WHERE request = ? AND field = ? FOR UPDATE",
                request,
                field.name());
        return found.isEmpty() ? null : found.getFirst();
    }

    private List<Correction> list(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            set(query, values);
            List<Correction> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    String after = clear(connection, row, "after");
                    if (after != null) {
                        found.add(correction(row, clear(connection, row, "before"), after));
                    }
                }
            }
            return found;
        }
    }

    private static Correction correction(ResultSet row, @Nullable String before, String after) throws SQLException {
        return new Correction(
                row.getObject("request", UUID.class),
                CorrectedField.valueOf(row.getString("field")),
                row.getObject("account", UUID.class),
                before,
                after,
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
                instant(row, "reverted_at"));
    }

    /** Null if there is none, or if its key is destroyed. */
    private @Nullable String clear(Connection connection, ResultSet row, String column) throws SQLException {
        byte[] kept = row.getBytes(column);
        byte[] open = kept == null || !row.getBoolean("sealed")
                ? kept
                : keys.open(connection, row.getObject("account", UUID.class), kept);
        return open == null ? null : new String(open, StandardCharsets.UTF_8);
    }

    byte @Nullable [] sealed(Connection transaction, UUID account, @Nullable String value) throws SQLException {
        return value == null ? null : keys.seal(transaction, account, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Seals what was written before there was a seal; as much as the transaction can hold. @return how many fields */
    int sealOlder(Connection transaction) throws SQLException {
        int sealed = 0;
        for (Correction each : list(
                transaction,
                "SELECT * FROM privacy.correction WHERE NOT sealed ORDER BY request LIMIT 100 FOR UPDATE SKIP LOCKED")) {
            update(
                    transaction,
                    "UPDATE privacy.correction SET before = ?, after = ?, sealed = true WHERE request = ? AND field = ?",
                    sealed(transaction, each.account(), each.before()),
                    sealed(transaction, each.account(), each.after()),
                    each.request(),
                    each.field().name());
            sealed++;
        }
        return sealed;
    }

    /** Instead of what was said before. */
    void replace(Connection transaction, UUID request, List<Correction> corrections) throws SQLException {
        update(transaction, "DELETE FROM privacy.correction WHERE request = ?", request);
        for (Correction each : corrections) {
            update(
                    transaction,
                    """
                    INSERT INTO privacy.correction (
                        request, field, account, before, after, sealed, evidence, written_by, written_at, old_needed)
                    VALUES (?, ?, ?, ?, ?, true, ?, ?, ?, ?)
                    """,
                    each.request(),
                    each.field().name(),
                    each.account(),
                    sealed(transaction, each.account(), each.before()),
                    sealed(transaction, each.account(), each.after()),
                    each.evidence(),
                    each.writtenBy(),
                    each.writtenAt().atOffset(ZoneOffset.UTC),
                    each.oldNeeded());
        }
    }

    void asked(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "asked_at = ?", now);
    }

    void reminded(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "reminded_at = ?", now);
    }

    void oldConfirmed(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "old_confirmed_at = ?", now);
    }

    void newConfirmed(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "new_confirmed_at = ?", now);
    }

    void revertible(Connection transaction, Correction correction, Instant until) throws SQLException {
        mark(transaction, correction, "revertible_until = ?", until);
    }

    void reverted(Connection transaction, Correction correction, Instant now) throws SQLException {
        mark(transaction, correction, "reverted_at = ?", now);
    }

    /** @param before what it was just now */
    void applied(Connection transaction, Correction correction, @Nullable String before, Instant now)
            throws SQLException {
        update(
                transaction,
                """
                UPDATE privacy.correction SET before = ?, after = ?, sealed = true, applied_at = ?
                WHERE request = ? AND field = ?
                """,
                sealed(transaction, correction.account(), before),
                sealed(transaction, correction.account(), correction.after()),
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
