package ai.ominigate.abuse.review;

import ai.ominigate.platform.UuidV7;
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

/** What happened to a case, in order. Blocks. */
final class Timeline {
    private Timeline() {}

    /** What can happen. */
    enum Kind {
        OPENED,
        FLAGGED,
        ESCALATED,
        CLAIMED,
        HANDED_OVER,
        RELEASED,
        HELD,
        REVIEWED,
        NOTED,
        SNOOZED,
        PROPOSED,
        WITHDRAWN,
        DECIDED,
        LIFTED,
        MERGED,
        ABSORBED,
        APPEALED,
        ANSWERED,
        UPHELD,
        OVERTURNED,
        EVIDENCE_KEPT,
        EVIDENCE_RENEWED,
        EVIDENCE_GONE,
        NOTICED,
        CLOSED,
        REOPENED,
        REDUCED
    }

    /**
     * One thing that happened.
     *
     * @param member who did it; null for what a clock or a rule did
     * @param words in somebody's words; null for none
     * @param refersTo what it names, as {@code flag:019a…}; null for nothing
     */
    record Event(
            UUID id,
            Instant at,
            Kind kind,
            @Nullable UUID member,
            @Nullable String words,
            @Nullable String refersTo) {}

    static void add(
            Connection transaction,
            UUID caseId,
            Instant at,
            Kind kind,
            @Nullable UUID member,
            @Nullable String words,
            @Nullable String refersTo)
            throws SQLException {
        String sql = """
                INSERT INTO abuse.case_event (id, case_id, at, kind, member, words, refers_to)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, UuidV7.at(at));
            statement.setObject(2, caseId);
            statement.setObject(3, at.atOffset(ZoneOffset.UTC));
            statement.setString(4, kind.name());
            statement.setObject(5, member);
            statement.setString(6, words);
            statement.setString(7, refersTo);
            statement.executeUpdate();
        }
    }

    /** The latest so many of a case, the latest first. */
    static List<Event> latest(Connection connection, UUID caseId, int limit) throws SQLException {
        String sql = """
                SELECT id, at, kind, member, words, refers_to
                FROM abuse.case_event
                WHERE case_id = ?
                ORDER BY at DESC, id DESC
                LIMIT ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            statement.setInt(2, limit);
            List<Event> events = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    events.add(new Event(
                            row.getObject("id", UUID.class),
                            row.getObject("at", OffsetDateTime.class).toInstant(),
                            Kind.valueOf(row.getString("kind")),
                            row.getObject("member", UUID.class),
                            row.getString("words"),
                            row.getString("refers_to")));
                }
            }
            return events;
        }
    }
}
