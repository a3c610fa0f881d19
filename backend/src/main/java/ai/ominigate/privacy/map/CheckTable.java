package ai.ominigate.privacy.map;

import ai.ominigate.promise.LiveCheck.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What checks saw last. */
final class CheckTable {
    private static final int LONGEST_FINDING = 1000;

    private CheckTable() {}

    /**
     * What one saw last.
     *
     * @param since since when it is so
     */
    record Seen(@Nullable Boolean kept, String finding, Instant checkedAt, Instant since) {}

    /** Whether it was looked at before, and what was seen. */
    record Slot(@Nullable Seen last) {}

    static @Nullable Seen find(Connection connection, String name) throws SQLException {
        Slot slot = slot(connection, name, "");
        return slot == null ? null : slot.last();
    }

    /**
     * The same, which no other node looks at until the transaction ends.
     *
     * @param waiting whether to wait for another node that does
     * @return null if another node does
     */
    static @Nullable Slot lock(Connection transaction, String name, boolean waiting) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(
                "INSERT INTO policy.live_check (name) VALUES (?) ON CONFLICT DO NOTHING")) {
            statement.setString(1, name);
            statement.executeUpdate();
        }
        return slot(transaction, name, waiting ? " FOR UPDATE" : " FOR UPDATE SKIP LOCKED");
    }

    private static @Nullable Slot slot(Connection connection, String name, String lock) throws SQLException {
        String sql = "SELECT kept, finding, checked_at, since FROM policy.live_check WHERE name = ?" + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                OffsetDateTime checked = row.getObject("checked_at", OffsetDateTime.class);
                return new Slot(
                        checked == null
                                ? null
                                : new Seen(
                                        row.getObject("kept", Boolean.class),
                                        row.getString("finding"),
                                        checked.toInstant(),
                                        row.getObject("since", OffsetDateTime.class)
                                                .toInstant()));
            }
        }
    }

    static void update(Connection transaction, String name, Finding finding, Instant now, Instant since)
            throws SQLException {
        String sql = "UPDATE policy.live_check SET kept = ?, finding = ?, checked_at = ?, since = ? WHERE name = ?";
        String words = finding.words();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, finding.kept(), Types.BOOLEAN);
            statement.setString(2, words.length() > LONGEST_FINDING ? words.substring(0, LONGEST_FINDING) : words);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            statement.setObject(4, since.atOffset(ZoneOffset.UTC));
            statement.setString(5, name);
            statement.executeUpdate();
        }
    }
}
