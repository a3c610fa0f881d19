package ai.ominigate.credit;

import ai.ominigate.platform.Transaction;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
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
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Tells owners once, two weeks ahead, of credit that is going to be lost. Who got credit for less than three weeks was told
 * then, and is not told again. Blocks.
 */
@Singleton
class ExpiryNotices {
    private static final Duration AHEAD = Duration.ofDays(14);
    private static final Duration TOLD_WHEN_GIVEN = Duration.ofDays(21);

    /** Less than a cent is nothing to write about. */
    private static final long LEAST_NANOS = 10_000_000;

    private final DataSource dataSource;
    private final CreditLetters letters;
    private final InstantSource clock;

    ExpiryNotices(DataSource dataSource, CreditLetters letters, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.letters = letters;
        this.clock = clock;
    }

    private record Lot(UUID id, UUID account, Instant expiresAt) {}

    /** On every node; each lot is one's. */
    @Scheduled(initialDelay = "2m", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void tell() throws SQLException {
        while (Transaction.run(dataSource, this::tellOne)) {
            // The next.
        }
    }

    private boolean tellOne(Connection transaction) throws SQLException {
        Lot lot = next(transaction);
        if (lot == null) {
            return false;
        }
        long left = left(transaction, lot);
        if (left >= LEAST_NANOS) {
            letters.expires(transaction, lot.account(), left, lot.expiresAt());
        }
        return true;
    }

    private @Nullable Lot next(Connection transaction) throws SQLException {
        OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
        try (PreparedStatement take = transaction.prepareStatement("""
                UPDATE billing.credit_lot SET warned_at = ?
                 WHERE id = (
                       SELECT id FROM billing.credit_lot
                        WHERE remaining > 0 AND warned_at IS NULL AND expires_at > ? AND expires_at <= ?
                          AND made_at < expires_at - make_interval(days => ?)
                        ORDER BY expires_at LIMIT 1
                          FOR NO KEY UPDATE SKIP LOCKED)
                RETURNING id, account, expires_at
                """)) {
            take.setObject(1, now);
            take.setObject(2, now);
            take.setObject(3, now.plus(AHEAD));
            take.setInt(4, (int) TOLD_WHEN_GIVEN.toDays());
            try (ResultSet row = take.executeQuery()) {
                return row.next()
                        ? new Lot(
                                row.getObject(1, UUID.class),
                                row.getObject(2, UUID.class),
                                row.getObject(3, OffsetDateTime.class).toInstant())
                        : null;
            }
        }
    }

    private static long left(Connection transaction, Lot lot) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT remaining FROM billing.credit_lot_now WHERE account = ? AND id = ?")) {
            select.setObject(1, lot.account());
            select.setObject(2, lot.id());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }
}
