package ai.ominigate.accounts;

import ai.ominigate.platform.Notifications;
import io.micronaut.context.annotation.Context;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PreDestroy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Every live key by the hash of its secret. What changed in the database is read when it says so; while it is away,
 * what is known stays known.
 */
@Context
final class LiveKeys implements KeyDirectory, AutoCloseable {
    private static final int ROWS_AT_ONCE = 10_000;

    private final DataSource dataSource;
    private final InstantSource clock;
    private final Notifications.Subscription subscription;

    private volatile ConcurrentMap<KeySecret.Sha256, LiveKey> keys = new ConcurrentHashMap<>();

    /** The state of {@link #keys}; only read and written by whoever refreshes, one at a time. */
    private Revision known = new Revision(-1, -1);

    /** With the time of expiry as a number, so that a look-up makes no object. */
    private record LiveKey(ApiKey key, long expiresAtMillis) {
        static LiveKey of(ApiKey key) {
            Instant expiresAt = key.expiresAt();
            return new LiveKey(key, expiresAt == null ? Long.MAX_VALUE : expiresAt.toEpochMilli());
        }
    }

    private record Revision(long latest, long latestRemoval) {}

    LiveKeys(DataSource dataSource, Notifications notifications, InstantSource clock) throws SQLException {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        refresh();
        this.subscription = notifications.listen("accounts", this::refresh);
    }

    @Override
    public @Nullable ApiKey find(CharSequence secret) {
        KeySecret.Sha256 hash = KeySecret.sha256(secret);
        LiveKey live = hash == null ? null : keys.get(hash);
        return live == null || clock.millis() >= live.expiresAtMillis() ? null : live.key();
    }

    @Override
    public void catchUp() throws SQLException {
        refresh();
    }

    @Override
    @PreDestroy
    public void close() {
        subscription.close();
    }

    /** Reads what has changed since the last time: one row of one table, when nothing has. */
    private synchronized void refresh() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Revision current = revision(connection);
            if (current.latest() == known.latest()) {
                return;
            }
            // Rows that change from here on have higher numbers than `current`, and are read again next time.
            if (known.latest() < 0 || current.latestRemoval() > known.latest()) {
                ConcurrentMap<KeySecret.Sha256, LiveKey> all = new ConcurrentHashMap<>();
                read(connection, -1, all);
                keys = all;
            } else {
                read(connection, known.latest(), keys);
            }
            known = current;
        }
    }

    private static Revision revision(Connection connection) throws SQLException {
        String sql = """
                SELECT latest, latest_removal
                FROM accounts.revision
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("accounts.revision has lost its row");
            }
            return new Revision(row.getLong("latest"), row.getLong("latest_removal"));
        }
    }

    private static void read(Connection connection, long after, ConcurrentMap<KeySecret.Sha256, LiveKey> into)
            throws SQLException {
        String sql = """
                SELECT k.sha256, k.id, k.account_id, k.hint, k.name, k.expires_at, k.models,
                    k.networks::text[] AS networks, k.spend_per_day, k.spend_per_month, k.spend_total,
                    k.requests_per_minute, k.tokens_per_minute, k.concurrency, k.scope,
                    k.revoked_at IS NOT NULL AS revoked, a.status <> 'ACTIVE' AS suspended
                FROM accounts.api_key k
                JOIN accounts.account a ON a.id = k.account_id
                WHERE (k.revision > ? OR a.revision > ?)
                    AND (? >= 0 OR k.revoked_at IS NULL)
                """;
        // A cursor, which needs a transaction, so that a million keys are not in memory twice.
        connection.setAutoCommit(false);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setLong(1, after);
            statement.setLong(2, after);
            statement.setLong(3, after);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    KeySecret.Sha256 hash = KeySecret.Sha256.of(row.getBytes("sha256"));
                    if (row.getBoolean("revoked")) {
                        into.remove(hash);
                    } else {
                        into.put(hash, LiveKey.of(Accounts.key(row)));
                    }
                }
            }
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
