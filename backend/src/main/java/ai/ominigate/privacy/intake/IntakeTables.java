package ai.ominigate.privacy.intake;

import ai.ominigate.privacy.intake.IncomingMail.Attachment;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Schema {@code privacy} as the intake writes it. */
@Singleton
final class IntakeTables {
    /** Of our own letters: the outbox makes it of their ids. */
    private static final Pattern OF_A_LETTER = Pattern.compile("<([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})@.+>");

    /** Mails that answer one another, and who began them. */
    record Thread(UUID id, @Nullable String sender, Locale language) {}

    long lastRead(Connection transaction, String mailbox, long validity) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement(
                "SELECT last_uid FROM privacy.mailbox WHERE name = ? AND uid_validity = ?")) {
            query.setString(1, mailbox);
            query.setLong(2, validity);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** Nobody else stores a mail of this mailbox until the transaction ends. */
    long lockedLastRead(Connection transaction, String mailbox, long validity) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement("""
                INSERT INTO privacy.mailbox (name, uid_validity, last_uid) VALUES (?, ?, 0)
                ON CONFLICT (name) DO UPDATE
                SET last_uid = CASE WHEN mailbox.uid_validity = excluded.uid_validity THEN mailbox.last_uid ELSE 0 END,
                    uid_validity = excluded.uid_validity
                RETURNING last_uid
                """)) {
            lock.setString(1, mailbox);
            lock.setLong(2, validity);
            try (ResultSet row = lock.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    void readUpTo(Connection transaction, String mailbox, long uid) throws SQLException {
        try (PreparedStatement update =
                transaction.prepareStatement("UPDATE privacy.mailbox SET last_uid = ? WHERE name = ?")) {
            update.setLong(1, uid);
            update.setString(2, mailbox);
            update.executeUpdate();
        }
    }

    boolean isKnown(Connection transaction, String knownAs) throws SQLException {
        try (PreparedStatement query =
                transaction.prepareStatement("SELECT 1 FROM privacy.message WHERE known_as = ?")) {
            query.setString(1, knownAs);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The thread of the last of these mails that we know, theirs or ours. */
    @Nullable
    Thread thread(Connection transaction, List<String> messageIds) throws SQLException {
        for (String messageId : messageIds.reversed()) {
            Matcher letter = OF_A_LETTER.matcher(messageId);
            Thread found = letter.matches()
                    ? thread(transaction, "letter", UUID.fromString(letter.group(1)))
                    : thread(transaction, "message_id", messageId);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    /** Of these mails the letters of ours that belong to a thread, with it. */
    Map<UUID, UUID> threadsOfLetters(Connection transaction, List<String> messageIds) throws SQLException {
        Map<UUID, UUID> found = new LinkedHashMap<>();
        for (String messageId : messageIds) {
            Matcher letter = OF_A_LETTER.matcher(messageId);
            if (letter.matches()) {
                UUID id = UUID.fromString(letter.group(1));
                Thread thread = thread(transaction, "letter", id);
                if (thread != null) {
                    found.put(id, thread.id());
                }
            }
        }
        return found;
    }

    /** A mail of one thread begins another. */
    void asksIn(Connection transaction, UUID message, UUID thread) throws SQLException {
        try (PreparedStatement update =
                transaction.prepareStatement("UPDATE privacy.message SET asks_in = ? WHERE id = ?")) {
            update.setObject(1, thread);
            update.setObject(2, message);
            update.executeUpdate();
        }
    }

    private static @Nullable Thread thread(Connection transaction, String column, Object value) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement("""
                SELECT thread.id, thread.sender, thread.language
                FROM privacy.thread
                WHERE thread.id = (SELECT thread FROM privacy.known_mail WHERE %s = ? LIMIT 1)
                """.formatted(column))) {
            query.setObject(1, value);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Thread(
                                row.getObject(1, UUID.class), row.getString(2), Locale.forLanguageTag(row.getString(3)))
                        : null;
            }
        }
    }

    void addThread(Connection transaction, Thread thread) throws SQLException {
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO privacy.thread (id, sender, language) VALUES (?, ?, ?)")) {
            insert.setObject(1, thread.id());
            insert.setString(2, thread.sender());
            insert.setString(3, thread.language().toLanguageTag());
            insert.executeUpdate();
        }
    }

    void addMessage(
            Connection transaction,
            UUID id,
            UUID thread,
            String knownAs,
            IncomingMail mail,
            boolean ofAnother,
            Instant receivedAt)
            throws SQLException {
        Array cut = transaction.createArrayOf("text", mail.cut().toArray());
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.message (
                    id, thread, known_as, sender, sender_check, of_another, writer, subject, text, cut, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, id);
            insert.setObject(2, thread);
            insert.setString(3, knownAs);
            insert.setString(4, mail.sender());
            insert.setString(5, mail.senderCheck().name());
            insert.setBoolean(6, ofAnother);
            insert.setString(7, mail.writer().name());
            insert.setString(8, mail.subject());
            insert.setString(9, mail.text());
            insert.setArray(10, cut);
            insert.setTimestamp(11, Timestamp.from(receivedAt));
            insert.executeUpdate();
        }
        addAttachments(transaction, id, mail.attachments());
        if (mail.messageId() != null) {
            know(transaction, thread, mail.messageId(), null);
        }
    }

    private static void addAttachments(Connection transaction, UUID message, List<Attachment> attachments)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.attachment (message, number, name, type, size, content) VALUES (?, ?, ?, ?, ?, ?)
                """)) {
            for (int number = 0; number < attachments.size(); number++) {
                Attachment attachment = attachments.get(number);
                insert.setObject(1, message);
                insert.setInt(2, number);
                insert.setString(3, attachment.name());
                insert.setString(4, attachment.type());
                insert.setLong(5, attachment.size());
                insert.setBytes(6, attachment.content());
                insert.executeUpdate();
            }
        }
    }

    private static void know(Connection transaction, UUID thread, @Nullable String messageId, @Nullable UUID letter)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO privacy.known_mail (thread, message_id, letter) VALUES (?, ?, ?)")) {
            insert.setObject(1, thread);
            insert.setString(2, messageId);
            insert.setObject(3, letter);
            insert.executeUpdate();
        }
    }

    /** How many letters told this sender since then that we have their mail. */
    int acknowledged(Connection transaction, String sender, Instant since) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement("""
                SELECT count(*) FROM privacy.thread WHERE sender = ? AND acknowledged_at > ?
                """)) {
            query.setString(1, sender);
            query.setTimestamp(2, Timestamp.from(since));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** By this letter, which they can answer. */
    void acknowledge(Connection transaction, UUID thread, UUID letter, Instant at) throws SQLException {
        know(transaction, thread, null, Objects.requireNonNull(letter));
        try (PreparedStatement update =
                transaction.prepareStatement("UPDATE privacy.thread SET acknowledged_at = ? WHERE id = ?")) {
            update.setTimestamp(1, Timestamp.from(at));
            update.setObject(2, thread);
            update.executeUpdate();
        }
    }
}
