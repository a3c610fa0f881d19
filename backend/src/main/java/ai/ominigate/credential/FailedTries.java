package ai.ominigate.credential;

import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses at one account, from wherever and on whichever node. A try counts as failed before it is
 * looked at and is forgotten when it succeeds, so that a hundred tries at once are one. Addresses that nobody here has
 * are counted as well, or the waiting would tell which ones somebody has. Blocks.
 */
@Singleton
public final class FailedTries {
    private static final Duration KEPT = Duration.ofHours(24);

    private final DataSource dataSource;
    private final InstantSource clock;

    FailedTries(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** What is tried, such as to sign in with an address, as the table knows it. */
    public static byte[] subject(String what, String of) {
        return Secret.sha256(what + " " + of);
    }

    /** Counts a try that is about to be made. If none may be made now, how long to wait; null if it may. */
    public @Nullable Duration count(byte[] subject) throws SQLException {
        return count(subject, 0);
    }

    /**
     * The same where some failures cost nothing.
     *
     * @param free how many
     */
    public @Nullable Duration count(byte[] subject, int free) throws SQLException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return Transaction.<@Nullable Duration>run(dataSource, transaction -> {
            forgetOld(transaction, now);
            insertIfNew(transaction, subject, now);
            return count(transaction, subject, free, now);
        });
    }

    private static void forgetOld(Connection transaction, Instant now) throws SQLException {
        String sql = """
                DELETE FROM credential.failed_tries
                WHERE last_at < ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now.minus(KEPT)));
            statement.executeUpdate();
        }
    }

    private static void insertIfNew(Connection transaction, byte[] subject, Instant now) throws SQLException {
        String sql = """
                INSERT INTO credential.failed_tries (subject, failures, last_at, barred_until)
                VALUES (?, 0, ?, ?)
                ON CONFLICT DO NOTHING
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setBytes(1, subject);
            statement.setObject(2, atUtc(now));
            statement.setObject(3, atUtc(now));
            statement.executeUpdate();
        }
    }

    private static @Nullable Duration count(Connection transaction, byte[] subject, int free, Instant now)
            throws SQLException {
        String select = """
                SELECT failures, barred_until
                FROM credential.failed_tries
                WHERE subject = ?
                FOR UPDATE
                """;
        int failures;
        try (PreparedStatement statement = transaction.prepareStatement(select)) {
            statement.setBytes(1, subject);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    // Somebody succeeded in between: nothing has failed.
                    return null;
                }
                Instant barredUntil =
                        row.getObject("barred_until", OffsetDateTime.class).toInstant();
                if (now.isBefore(barredUntil)) {
                    return Duration.between(now, barredUntil);
                }
                failures = row.getInt("failures") + 1;
            }
        }
        String update = """
                UPDATE credential.failed_tries
                SET failures = ?, last_at = ?, barred_until = ?
                WHERE subject = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(update)) {
            statement.setInt(1, failures);
            statement.setObject(2, atUtc(now));
            statement.setObject(3, atUtc(now.plus(Waits.after(failures - free))));
            statement.setBytes(4, subject);
            statement.executeUpdate();
        }
        return null;
    }

    /** How many tries have failed, this one included if it has been counted. */
    public int failures(byte[] subject) throws SQLException {
        String sql = """
                SELECT failures
                FROM credential.failed_tries
                WHERE subject = ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, subject);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getInt("failures") : 0;
            }
        }
    }

    /** A try succeeded: all that failed before it are forgotten. */
    public void forget(Connection transaction, byte[] subject) throws SQLException {
        String sql = """
                DELETE FROM credential.failed_tries
                WHERE subject = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setBytes(1, subject);
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
