package ai.ominigate.privacy.request;

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

/** What happened to a request, in order. Blocks. */
final class RequestTimeline {
    private RequestTimeline() {}

    /** What can happen. */
    enum Kind {
        OPENED,
        ACKNOWLEDGED,
        HEARD,
        LETTER_RETURNED,
        IDENTITY_ASKED,
        IDENTITY_REMINDED,
        IDENTIFIED,
        IDENTITY_LOST,
        TRIAGED,
        ASSIGNED,
        STARTED,
        CLARIFICATION_ASKED,
        EXTENDED,
        PREPARED,
        REVISED,
        PROPOSED,
        DECLINED,
        APPROVED,
        SCHEDULED,
        RESUMED,
        LEG_SETTLED,
        LEG_FAILED,
        LEG_RETRIED,
        FULFILLED,
        DELIVERED,
        COMPLETED,
        REFUSED,
        WITHDRAWN,
        NO_MATCH,
        MERGED,
        ABSORBED,
        REOPENED,
        LINKED,
        WRITTEN,
        NOTED,
        HELD,
        RELEASED,
        CORRECTION_WRITTEN,
        ADDRESS_CONFIRMED,
        CORRECTION_REVERTED,
        RESTRICTION_LIFTED
    }

    /**
     * One thing that happened.
     *
     * @param member who did it; null for what a clock, a program or the person who asks did
     * @param words in somebody's words; null for none
     * @param refersTo what it names, as {@code letter:019a…}; null for nothing
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
            UUID request,
            Instant at,
            Kind kind,
            @Nullable UUID member,
            @Nullable String words,
            @Nullable String refersTo)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.request_event (id, request, at, kind, member, words, refers_to)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, UuidV7.at(at));
            insert.setObject(2, request);
            insert.setObject(3, at.atOffset(ZoneOffset.UTC));
            insert.setString(4, kind.name());
            insert.setObject(5, member);
            insert.setString(6, words);
            insert.setString(7, refersTo);
            insert.executeUpdate();
        }
    }

    /** Strikes out what came to nothing, as nobody outside has heard of it. */
    static void forget(Connection transaction, UUID request, Kind kind, String refersTo) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement(
                "DELETE FROM privacy.request_event WHERE request = ? AND kind = ? AND refers_to = ?")) {
            delete.setObject(1, request);
            delete.setString(2, kind.name());
            delete.setString(3, refersTo);
            delete.executeUpdate();
        }
    }

    /** The latest so many of a request, the latest first. */
    static List<Event> latest(Connection connection, UUID request, int limit) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT id, at, kind, member, words, refers_to
                FROM privacy.request_event
                WHERE request = ?
                ORDER BY place DESC
                LIMIT ?
                """)) {
            query.setObject(1, request);
            query.setInt(2, limit);
            List<Event> events = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
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
