package ai.ominigate.rest;

import ai.ominigate.platform.Transaction;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Does each command once. The answer is kept with the effect, in one transaction, for {@link #KEPT}: whoever sends the
 * same command again, because they never saw the answer, gets that answer and nothing is done. Blocks.
 *
 * <p>A command that was refused left nothing behind, so it may be sent again with its key. A command without a key is
 * done as often as it is sent.
 */
@Singleton
public final class Commands {
    /** For how long a key is remembered. */
    public static final Duration KEPT = Duration.ofHours(24);

    /** How long the second of two equal commands waits for the first to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** SQLSTATE of a lock that was waited for too long (PostgreSQL, appendix A). */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final DataSource dataSource;
    private final ObjectMapper json;
    private final InstantSource clock;

    Commands(DataSource dataSource, ObjectMapper json, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.json = json;
        this.clock = clock;
    }

    /**
     * Does it, or gives the answer that it had.
     *
     * @param wish the request's body; null if it has none
     * @param answer what an answer is. It is kept as JSON for a day, so it must not hold a secret or personal data in
     *     clear
     * @param effect everything that is done, by this one transaction
     * @throws Refused if the key was used for another command, or the same is under way
     */
    public <T> T once(Command command, @Nullable Object wish, Class<T> answer, Transaction.Work<T> effect)
            throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            if (command.key() == null) {
                return effect.in(transaction);
            }
            String known = claim(transaction, command, command.key(), wish);
            if (known != null) {
                return read(known, answer);
            }
            T done = effect.in(transaction);
            keep(transaction, command.caller(), command.key(), write(done));
            return done;
        });
    }

    /** What a command does that answers nothing. */
    @FunctionalInterface
    public interface Effect {
        void in(Connection transaction) throws SQLException;
    }

    /** The same for a command that answers nothing. */
    public void once(Command command, @Nullable Object wish, Effect effect) throws SQLException {
        once(command, wish, Boolean.class, transaction -> {
            effect.in(transaction);
            return true;
        });
    }

    /**
     * The same for an answer that is shown once and cannot be kept, as it holds a secret.
     *
     * @param shownBefore what to say to whoever sends it again: what became of it, and what to do now
     */
    public <T> T shownOnce(Command command, @Nullable Object wish, String shownBefore, Transaction.Work<T> effect)
            throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            if (command.key() != null && claim(transaction, command, command.key(), wish) != null) {
                throw new Refused(HttpStatus.CONFLICT, "shown_before", shownBefore);
            }
            T done = effect.in(transaction);
            if (command.key() != null) {
                keep(transaction, command.caller(), command.key(), "null");
            }
            return done;
        });
    }

    /** Whether this very command was done, for what is refused unless it was. False without a key. */
    public boolean isDone(Command command, @Nullable Object wish) throws SQLException {
        String sql = """
                SELECT count(*)
                FROM rest.command
                WHERE caller = ? AND key = ? AND fingerprint = ? AND at >= ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, command.caller());
            statement.setString(2, command.key());
            statement.setBytes(3, fingerprint(command, wish));
            statement.setObject(4, atUtc(clock.instant().minus(KEPT)));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1) > 0;
            }
        }
    }

    /** For whoever uses a key for a second command. */
    public static Refused keyReused() {
        return new Refused(
                HttpStatus.UNPROCESSABLE_ENTITY,
                "idempotency_key_reused",
                "This Idempotency-Key was used in the last 24 hours for another command, or the same one with"
                        + " another body; nothing was done. Use a new key for a new command.");
    }

    /** The answer of the same command, or null if it is a new one, which this transaction now has the key of. */
    private @Nullable String claim(Connection transaction, Command command, String key, @Nullable Object wish)
            throws SQLException {
        Instant now = clock.instant();
        byte[] fingerprint = fingerprint(command, wish);
        forget(transaction, command.caller(), key, now);
        return insert(transaction, command.caller(), key, fingerprint, now)
                ? null
                : answer(transaction, command.caller(), key, fingerprint);
    }

    private static void forget(Connection transaction, String caller, String key, Instant now) throws SQLException {
        String sql = """
                DELETE FROM rest.command
                WHERE caller = ? AND key = ? AND at < ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, caller);
            statement.setString(2, key);
            statement.setObject(3, atUtc(now.minus(KEPT)));
            statement.executeUpdate();
        }
    }

    /** Waits for a while if another transaction has the key. */
    private static boolean insert(Connection transaction, String caller, String key, byte[] fingerprint, Instant now)
            throws SQLException {
        String sql = """
                INSERT INTO rest.command (caller, key, fingerprint, at)
                VALUES (?, ?, ?, ?)
                ON CONFLICT (caller, key) DO NOTHING
                """;
        try (Statement patience = transaction.createStatement();
                PreparedStatement statement = transaction.prepareStatement(sql)) {
            patience.execute("SET LOCAL lock_timeout = " + PATIENCE.toMillis());
            statement.setString(1, caller);
            statement.setString(2, key);
            statement.setBytes(3, fingerprint);
            statement.setObject(4, atUtc(now));
            boolean inserted = statement.executeUpdate() == 1;
            patience.execute("SET LOCAL lock_timeout TO DEFAULT");
            return inserted;
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw underWay();
            }
            throw e;
        }
    }

    private static String answer(Connection transaction, String caller, String key, byte[] fingerprint)
            throws SQLException {
        String sql = """
                SELECT fingerprint, answer
                FROM rest.command
                WHERE caller = ? AND key = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, caller);
            statement.setString(2, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    // It was forgotten between two looks, so its day was over.
                    throw underWay();
                }
                if (!Arrays.equals(fingerprint, row.getBytes("fingerprint"))) {
                    throw keyReused();
                }
                return row.getString("answer");
            }
        }
    }

    private static Refused underWay() {
        return Refused.forNow(
                HttpStatus.CONFLICT,
                "command_under_way",
                "A command with this Idempotency-Key is being carried out; send it again to get its answer.",
                Duration.ofSeconds(1));
    }

    private static void keep(Connection transaction, String caller, String key, String answer) throws SQLException {
        String sql = """
                UPDATE rest.command
                SET answer = ?
                WHERE caller = ? AND key = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, answer);
            statement.setString(2, caller);
            statement.setString(3, key);
            statement.executeUpdate();
        }
    }

    private byte[] fingerprint(Command command, @Nullable Object wish) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(command.place().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(write(wish).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private String write(@Nullable Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("our own records can be written", e);
        }
    }

    private <T> T read(String text, Class<T> type) {
        try {
            return json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }

    /** Forgets the keys whose day is over. */
    @Scheduled(initialDelay = "1m", fixedDelay = "10m")
    void forgetOld() throws SQLException {
        String sql = """
                DELETE FROM rest.command
                WHERE at < ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(clock.instant().minus(KEPT)));
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
