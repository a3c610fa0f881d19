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
            List<String> attachments,
            @Nullable Boolean sent) {}

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
                row.attachments().stream().map(text::shown).toList(),
                row.sent());
    }

    private static List<Row> rows(Connection connection, RequestFile file) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT m.id, m.received_at AS at, false AS ours, NULL::uuid AS member, m.sender,
                       m.of_another OR m.sender_check = 'FAILED' AS doubtful, m.subject, m.text,
                       ARRAY(SELECT a.name FROM privacy.attachment a WHERE a.message = m.id ORDER BY a.number) AS attachments,
                       NULL::boolean AS sent
                FROM privacy.message m
                WHERE m.thread = ?
                UNION ALL
                SELECT l.letter, l.at, true, l.member, NULL, false, l.subject, l.text, ARRAY[]::text[],
                       (SELECT o.sent_at IS NOT NULL FROM mail.letter o WHERE o.id = l.letter)
                FROM privacy.request_letter l
                WHERE l.request = ?
                ORDER BY at DESC, id DESC
                LIMIT ?
                """)) {
            query.setObject(1, file.thread());
            query.setObject(2, file.id());
            query.setInt(3, MOST);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    rows.add(row(row));
                }
            }
            Collections.reverse(rows);
            return rows;
        }
    }

    private static Row row(ResultSet row) throws SQLException {
        Array attachments = row.getArray("attachments");
        return new Row(
                row.getObject("id", UUID.class),
                row.getObject("at", OffsetDateTime.class),
                row.getBoolean("ours"),
                row.getObject("member", UUID.class),
                row.getString("sender"),
                row.getBoolean("doubtful"),
                row.getString("subject"),
                row.getString("text"),
                List.of((String[]) attachments.getArray()),
                row.getObject("sent", Boolean.class));
    }
}
