package ai.ominigate.staff.reveal;

import ai.ominigate.model.reveal.BreakGlassDetails.Look;
import ai.ominigate.model.reveal.PersonalField;
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

/** Who has seen which value in the database: never the value. Blocks. */
final class LookTable {
    private LookTable() {}

    /**
     * One look.
     *
     * @param caseName the case; null if there is none
     * @param breakGlass the emergency that it needed; null if none
     */
    record Entry(
            UUID id,
            UUID member,
            String subject,
            PersonalField field,
            String purpose,
            @Nullable String caseName,
            @Nullable UUID breakGlass,
            Instant at) {}

    /** Looks of a member are counted and added one after the other from here to the end of the transaction. */
    static void lock(Connection transaction, UUID member) throws SQLException {
        String sql = "SELECT pg_advisory_xact_lock(hashtext('reveal.look'), hashtext(?))";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, member.toString());
            statement.execute();
        }
    }

    static void insert(Connection transaction, Entry look) throws SQLException {
        String sql = """
                INSERT INTO reveal.look (id, member, subject, field, purpose, case_name, break_glass, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, look.id());
            statement.setObject(2, look.member());
            statement.setString(3, look.subject());
            statement.setString(4, look.field().name());
            statement.setString(5, look.purpose());
            statement.setString(6, look.caseName());
            statement.setObject(7, look.breakGlass());
            statement.setObject(8, look.at().atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** How many this member had since then outside of emergencies. */
    static int usual(Connection connection, UUID member, Instant since) throws SQLException {
        String sql = """
                SELECT count(*)
                FROM reveal.look
                WHERE member = ? AND at >= ? AND break_glass IS NULL
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, member);
            statement.setObject(2, since.atOffset(ZoneOffset.UTC));
            return count(statement);
        }
    }

    /** How many this emergency has had. */
    static int inEmergency(Connection connection, UUID breakGlass) throws SQLException {
        String sql = """
                SELECT count(*)
                FROM reveal.look
                WHERE break_glass = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, breakGlass);
            return count(statement);
        }
    }

    private static int count(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Notes that a member has copied what they saw; null if that look is not theirs. Once is as often as twice. */
    static @Nullable String copied(Connection transaction, UUID id, UUID member, Instant now) throws SQLException {
        String sql = """
                UPDATE reveal.look
                SET copied_at = coalesce(copied_at, ?)
                WHERE id = ? AND member = ?
                RETURNING subject
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, now.atOffset(ZoneOffset.UTC));
            statement.setObject(2, id);
            statement.setObject(3, member);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** What was seen in this emergency, the first first. */
    static List<Look> of(Connection connection, UUID breakGlass) throws SQLException {
        String sql = """
                SELECT at, subject, field, copied_at IS NOT NULL AS copied
                FROM reveal.look
                WHERE break_glass = ?
                ORDER BY id
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, breakGlass);
            List<Look> looks = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    looks.add(new Look(
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            row.getString("subject"),
                            PersonalField.valueOf(row.getString("field")),
                            row.getBoolean("copied")));
                }
            }
            return looks;
        }
    }
}
