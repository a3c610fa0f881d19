package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.RequestDetails.Message.File;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Files that came with mails. Nothing of ours opens them. Blocks. */
final class Attachments {
    private Attachments() {}

    /** A file, as it came. */
    record Content(String name, byte[] bytes) {}

    /** What is known of those of a mail, in their order, without what is in them. */
    static List<File> of(Connection connection, UUID message) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT number, name, type, size, octet_length(content) = size AS kept
                FROM privacy.attachment
                WHERE message = ?
                ORDER BY number
                """)) {
            query.setObject(1, message);
            List<File> files = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    files.add(new File(
                            row.getInt("number"),
                            row.getString("name"),
                            row.getString("type"),
                            row.getLong("size"),
                            row.getBoolean("kept")));
                }
            }
            return files;
        }
    }

    /** One of a mail that is shown with this request; null if there is none, or it was too large to be kept. */
    static @Nullable Content content(Connection connection, UUID request, UUID message, int number)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT a.name, a.content
                FROM privacy.request r
                JOIN privacy.message m ON r.thread IN (m.thread, m.asks_in)
                JOIN privacy.attachment a ON a.message = m.id
                WHERE r.id = ? AND m.id = ? AND a.number = ? AND octet_length(a.content) = a.size
                """)) {
            query.setObject(1, request);
            query.setObject(2, message);
            query.setInt(3, number);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Content(row.getString("name"), row.getBytes("content")) : null;
            }
        }
    }
}
