package ai.ominigate.mail;

import ai.ominigate.platform.UuidV7;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/**
 * Where letters are left. One goes out soon after the transaction that left it commits, and never if that rolls back: what
 * a letter tells is true. It is tried until a mail server takes it, for three days.
 */
@Singleton
public final class Outbox {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final InstantSource clock;

    /** With the time that letters are left at. */
    public Outbox(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Leaves a letter.
     *
     * @return its id, by which mail servers know it too
     */
    public UUID leave(Connection transaction, Letter letter) throws SQLException {
        Instant now = clock.instant();
        UUID id = UuidV7.at(now);
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO mail.letter (id, template, class, recipient, about, language, "values", created_at, next_try_at)
                VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?)
                """)) {
            insert.setObject(1, id);
            insert.setString(2, letter.template().name());
            insert.setString(3, letter.template().mailClass().name());
            insert.setString(4, letter.recipient());
            insert.setString(5, letter.about());
            insert.setString(6, letter.language().toLanguageTag());
            insert.setString(7, JSON.writeValueAsString(letter.values()));
            insert.setTimestamp(8, Timestamp.from(now));
            insert.setTimestamp(9, Timestamp.from(now));
            insert.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are JSON", e);
        }
        return id;
    }

    /** Keeps a letter that was left in this transaction from going before then, so that it can be taken back until then. */
    public void hold(Connection transaction, UUID letter, Instant until) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE mail.letter SET next_try_at = ?
                WHERE id = ? AND tries = 0 AND sent_at IS NULL AND given_up_at IS NULL
                """)) {
            update.setTimestamp(1, Timestamp.from(until));
            update.setObject(2, letter);
            update.executeUpdate();
        }
    }

    /**
     * Takes back a letter that is held.
     *
     * @return whether it was: one that may have gone is not
     */
    public boolean takeBack(Connection transaction, UUID letter) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement("""
                DELETE FROM mail.letter
                WHERE id = ? AND tries = 0 AND sent_at IS NULL AND given_up_at IS NULL AND next_try_at > ?
                """)) {
            delete.setObject(1, letter);
            delete.setTimestamp(2, Timestamp.from(clock.instant()));
            return delete.executeUpdate() == 1;
        }
    }

    /**
     * Has letters that wait and are about somebody go to another address of theirs.
     *
     * @param about whose they are, as letters name it
     * @param from in any capitals
     * @return how many
     */
    public int redirect(Connection transaction, String about, String from, String to) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE mail.letter SET recipient = ?
                WHERE about = ? AND lower(recipient) = lower(?) AND sent_at IS NULL AND given_up_at IS NULL
                """)) {
            update.setString(1, to);
            update.setString(2, about);
            update.setString(3, from);
            return update.executeUpdate();
        }
    }
}
