package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PendingWindow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What was decided about windows. A migration begins every class with a draft. */
final class RuleTable {
    private RuleTable() {}

    static Rule find(Connection connection, DataClass dataClass) throws SQLException {
        return find(connection, dataClass, "");
    }

    /** The same, which nobody else changes or purges by until the transaction ends. */
    static Rule lock(Connection transaction, DataClass dataClass) throws SQLException {
        return find(transaction, dataClass, "FOR UPDATE");
    }

    private static Rule find(Connection connection, DataClass dataClass, String lock) throws SQLException {
        String sql = """
                SELECT kept_for, next_kept_for, next_at, confirmed_at, version
                FROM retention.rule
                WHERE data_class = ?
                """ + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, dataClass.name());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("a migration begins every class with a draft, not " + dataClass);
                }
                return rule(dataClass, row);
            }
        }
    }

    private static Rule rule(DataClass dataClass, ResultSet row) throws SQLException {
        String next = row.getString("next_kept_for");
        Instant nextAt = instant(row, "next_at");
        return new Rule(
                dataClass,
                Period.parse(row.getString("kept_for")),
                next == null || nextAt == null ? null : new PendingWindow(Period.parse(next), nextAt),
                instant(row, "confirmed_at"),
                row.getLong("version"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Keeps a rule that was locked, as its next version. */
    static void update(Connection transaction, Rule rule) throws SQLException {
        String sql = """
                UPDATE retention.rule
                SET kept_for = ?, next_kept_for = ?, next_at = ?, confirmed_at = ?, version = ?
                WHERE data_class = ?
                """;
        PendingWindow pending = rule.pending();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, rule.window().toString());
            statement.setString(2, pending == null ? null : pending.window().toString());
            statement.setObject(
                    3, pending == null ? null : pending.effectiveAt().atOffset(ZoneOffset.UTC));
            statement.setObject(
                    4, rule.confirmedAt() == null ? null : rule.confirmedAt().atOffset(ZoneOffset.UTC));
            statement.setLong(5, rule.version());
            statement.setString(6, rule.dataClass().name());
            statement.executeUpdate();
        }
    }
}
