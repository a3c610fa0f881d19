package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestDetails.Message;
import ai.ominigate.model.staff.Colleague;
import ai.ominigate.personal.Masked;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What was written to and fro about a request. Blocks. */
final class Conversation {
    private static final int MOST = 100;
    private static final String SHOWN_IN_PART = "SHOWN";

    private Conversation() {}

    /** Names members by their ids. */
    @FunctionalInterface
    interface Names {
        Map<UUID, Colleague> of(Connection connection, Set<UUID> members) throws SQLException;
    }

    private record Row(
            UUID id,
            OffsetDateTime at,
            boolean ours,
            @Nullable UUID member,
            @Nullable String sender,
            boolean doubtful,
            String subject,
            String text,
            List<Message.File> files,
            Set<String> cut,
            @Nullable Boolean sent,
            @Nullable Boolean returned,
            @Nullable OffsetDateTime goesAt) {}

    /** The last so many, the first of them first. */
    static List<Message> of(Connection connection, RequestFile file, Names names, PlainText text) throws SQLException {
        List<Row> rows = rows(connection, file);
        Set<UUID> members = new HashSet<>();
        for (Row row : rows) {
            if (row.member() != null) {
                members.add(row.member());
            }
        }
        Map<UUID, Colleague> known = names.of(connection, members);
        return rows.stream().map(row -> message(row, known, text)).toList();
    }

    private static Message message(Row row, Map<UUID, Colleague> known, PlainText text) {
        return new Message(
                row.id().toString(),
                row.at().toInstant(),
                row.ours(),
                row.member() == null ? null : known.get(row.member()),
                row.sender() == null ? null : Masked.email(row.sender()),
                row.doubtful(),
                text.shown(row.subject()),
                text.shown(row.text()),
                row.files().stream().map(file -> text.shown(file.name())).toList(),
                row.files().stream()
                        .map(file -> new Message.File(
                                file.number(), text.shown(file.name()), file.type(), file.bytes(), file.kept()))
                        .toList(),
                shownCut(row),
                row.sent(),
                row.returned(),
                row.goesAt() == null ? null : row.goesAt().toInstant());
    }

    /** All of a mail's text; null if there is no such mail beside this request. */
    static @Nullable String text(Connection connection, RequestFile file, UUID message) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT text FROM privacy.message WHERE id = ? AND ? IN (thread, asks_in)")) {
            query.setObject(1, message);
            query.setObject(2, file.thread());
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static Set<String> shownCut(Row row) {
        if (!PlainText.isLong(row.text())) {
            return row.cut();
        }
        Set<String> cut = new HashSet<>(row.cut());
        cut.add(SHOWN_IN_PART);
        return cut;
    }

    private static List<Row> rows(Connection connection, RequestFile file) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT m.id, m.received_at AS at, false AS ours, NULL::uuid AS member, m.sender,
                       m.of_another OR m.sender_check = 'FAILED' AS doubtful, m.subject, m.text,
                       m.cut, NULL::boolean AS sent, NULL::boolean AS returned, NULL::timestamptz AS goes_at
                FROM privacy.message m
                WHERE m.thread = ? OR m.asks_in = ?
                UNION ALL
                SELECT l.letter, l.at, true, l.member, NULL, false, l.subject, l.text, ARRAY[]::text[],
                       (SELECT o.sent_at IS NOT NULL FROM mail.letter o WHERE o.id = l.letter),
                       EXISTS (
                           SELECT FROM privacy.request_event e
                           WHERE e.request = l.request AND e.kind = 'LETTER_RETURNED'
                               AND e.refers_to = 'letter:' || l.letter),
                       (SELECT o.next_try_at FROM mail.letter o
                        WHERE o.id = l.letter AND l.template = 'REQUEST_MESSAGE' AND o.tries = 0
                            AND o.sent_at IS NULL AND o.given_up_at IS NULL AND o.next_try_at > o.created_at)
                FROM privacy.request_letter l
                WHERE l.request = ?
                ORDER BY at DESC, id DESC
                LIMIT ?
                """)) {
            query.setObject(1, file.thread());
            query.setObject(2, file.thread());
            query.setObject(3, file.id());
            query.setInt(4, MOST);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(row(connection, row));
                }
            }
            Collections.reverse(rows);
            return rows;
        }
    }

    private static Row row(Connection connection, ResultSet row) throws SQLException {
        Array cut = row.getArray("cut");
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class),
                row.getBoolean("ours"),
                row.getObject("member", UUID.class),
                row.getString("sender"),
                row.getBoolean("doubtful"),
                row.getString("subject"),
                row.getString("text"),
                row.getBoolean("ours") ? List.of() : Attachments.of(connection, row.getObject("id", UUID.class)),
                Set.of((String[]) cut.getArray()),
                row.getObject("sent", Boolean.class),
                row.getObject("returned", Boolean.class),
                row.getObject("goes_at", OffsetDateTime.class));
    }
}
