package ai.ominigate.demo;

import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.retention.Retention;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Windows to look at: one that was confirmed, and a class of data that is overdue, as something old came in after the day's
 * purge. Purging it puts that right, and so does the next day.
 */
@Singleton
final class DemoRetention {
    private static final int SHA256_BYTES = 32;
    private static final Duration A_WHILE = Duration.ofDays(45);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Retention retention;
    private final DataSource dataSource;
    private final InstantSource clock;

    DemoRetention(Retention retention, DataSource dataSource, InstantSource clock) {
        this.retention = retention;
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Makes them in a demo that is new; a later start leaves what has become of them. */
    void make(UUID formerVisitor) throws SQLException {
        boolean isNew = Transaction.run(dataSource, DemoRetention::confirm);
        if (isNew) {
            retention.keepUp();
            Transaction.run(dataSource, transaction -> leaveAnOldSession(transaction, formerVisitor));
        }
    }

    private static boolean confirm(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            return statement.executeUpdate("""
                            UPDATE retention.rule
                            SET confirmed_at = now(), version = 2
                            WHERE data_class = 'OPERATIONAL_LOG' AND version = 1
                            """) == 1;
        }
    }

    private int leaveAnOldSession(Connection transaction, UUID member) throws SQLException {
        byte[] nobodysToken = new byte[SHA256_BYTES];
        RANDOM.nextBytes(nobodysToken);
        Instant ended = clock.instant().minus(A_WHILE);
        String sql = """
                INSERT INTO staff.session (id, member, sha256, created_at, last_used_at, expires_at, ended_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, UuidV7.at(ended));
            statement.setObject(2, member);
            statement.setBytes(3, nobodysToken);
            for (int column = 4; column <= 7; column++) {
                statement.setObject(column, ended.atOffset(ZoneOffset.UTC));
            }
            return statement.executeUpdate();
        }
    }
}
