package ai.ominigate.mail;

import ai.ominigate.personal.Suppression;
import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** {@code mail.letter} as the postman uses it. */
@Singleton
final class LetterTable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final DataSource dataSource;
    private final Suppression suppression;

    LetterTable(DataSource dataSource, Suppression suppression) {
        this.dataSource = dataSource;
        this.suppression = suppression;
    }

    /** Whether it may go: not to somebody who was forgotten. */
    boolean mayGo(Letter letter) throws SQLException {
        return Transaction.run(
                dataSource, transaction -> suppression.mayBeWrittenTo(transaction, letter.recipient(), letter.about()));
    }

    /** How many wait, and since when the first of them. */
    record Queue(long waiting, @Nullable Instant oldest) {}

    /**
     * The next letter that is due, for one postman alone.
     *
     * @param lease from now on nobody else takes it for so long
     * @return null if none is due
     */
    @Nullable
    WaitingLetter take(Instant now, Duration lease) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            try (PreparedStatement take = transaction.prepareStatement("""
                    UPDATE mail.letter SET next_try_at = ?, tries = tries + 1
                    WHERE id = (
                        SELECT id FROM mail.letter
                        WHERE sent_at IS NULL AND given_up_at IS NULL AND next_try_at <= ?
                        ORDER BY next_try_at, id LIMIT 1
                        FOR UPDATE SKIP LOCKED)
                    RETURNING id, template, recipient, about, language, "values", created_at, tries - 1 AS tries
                    """)) {
                take.setTimestamp(1, Timestamp.from(now.plus(lease)));
                take.setTimestamp(2, Timestamp.from(now));
                try (ResultSet row = take.executeQuery()) {
                    return row.next() ? letter(row) : null;
                }
            }
        });
    }

    private static WaitingLetter letter(ResultSet row) throws SQLException {
        try {
            Map<String, String> values = JSON.readValue(row.getString("values"), new TypeReference<>() {});
            return new WaitingLetter(
                    row.getObject("id", UUID.class),
                    new Letter(
                            Template.valueOf(row.getString("template")),
                            row.getString("recipient"),
                            row.getString("about"),
                            Locale.forLanguageTag(row.getString("language")),
                            values),
                    row.getTimestamp("created_at").toInstant(),
                    row.getInt("tries"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb is JSON", e);
        }
    }

    /** It has gone; what it said is not kept. */
    void sent(UUID id, Instant at) throws SQLException {
        change("UPDATE mail.letter SET sent_at = ?, problem = NULL, \"values\" = '{}' WHERE id = ?", at, id);
    }

    /** It must not go, and nothing of it is kept. */
    void discard(UUID id) throws SQLException {
        change("DELETE FROM mail.letter WHERE id = ?", id);
    }

    void tryAgain(UUID id, Instant at, String problem) throws SQLException {
        change("UPDATE mail.letter SET next_try_at = ?, problem = ? WHERE id = ?", at, problem, id);
    }

    /** It did not go and will not; what it said, such as a link that opens something, is not kept. */
    void giveUp(UUID id, Instant at, String problem) throws SQLException {
        change("UPDATE mail.letter SET given_up_at = ?, problem = ?, \"values\" = '{}' WHERE id = ?", at, problem, id);
    }

    Queue queue() throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            try (PreparedStatement query = transaction.prepareStatement("""
                            SELECT count(*), min(created_at) FROM mail.letter
                            WHERE sent_at IS NULL AND given_up_at IS NULL
                            """);
                    ResultSet row = query.executeQuery()) {
                row.next();
                Timestamp oldest = row.getTimestamp(2);
                return new Queue(row.getLong(1), oldest == null ? null : oldest.toInstant());
            }
        });
    }

    private void change(String sql, Object... values) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            try (PreparedStatement change = transaction.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    change.setObject(i + 1, values[i] instanceof Instant time ? Timestamp.from(time) : values[i]);
                }
                return change.executeUpdate();
            }
        });
    }
}
