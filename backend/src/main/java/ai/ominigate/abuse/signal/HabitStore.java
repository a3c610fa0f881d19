package ai.ominigate.abuse.signal;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Habits as they are written down, so that a node that starts knows what is usual. Blocks. */
@Singleton
final class HabitStore {
    /** Accounts of which nothing may be learned, and their keys. */
    private static final String UNLEARNED = """
            SELECT u.account AS id, u.kind FROM privacy.limited_use u
            UNION
            SELECT k.id, u.kind FROM accounts.api_key k JOIN privacy.limited_use u ON u.account = k.account_id
            """;

    private final DataSource dataSource;

    HabitStore(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Takes in what is written down; what is known already stays. */
    void load(Habits habits) throws SQLException, IOException {
        String sql = """
                SELECT kind, id, habits::text
                FROM (SELECT * FROM abuse.habit ORDER BY last_at DESC LIMIT ?) AS latest
                ORDER BY last_at
                """;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setInt(1, Remembered.MOST);
                statement.setFetchSize(1_000);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        take(habits, row.getString(1), row.getObject(2, UUID.class), row.getString(3));
                    }
                }
            }
            connection.commit();
        }
    }

    private static void take(Habits habits, String kind, UUID id, String text) throws IOException {
        if (kind.equals("KEY")) {
            KeyHabits read = ObservationJson.read(text, KeyHabits.class);
            habits.keys().of(id, unknown -> read);
        } else {
            AccountHabits read = ObservationJson.read(text, AccountHabits.class);
            habits.accounts().of(id, unknown -> read);
        }
    }

    /** The accounts of which nothing may be learned or used, and their keys. */
    Set<UUID> unlearned() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(UNLEARNED);
                ResultSet row = statement.executeQuery()) {
            Set<UUID> ids = new HashSet<>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    /** Removes what was written down of those who object to it; what is restricted is kept as it is. */
    void forgetObjected() throws SQLException {
        String sql = "DELETE FROM abuse.habit WHERE id IN (SELECT o.id FROM (%1$s) AS o WHERE o.kind = 'OBJECTION')"
                + " AND id NOT IN (SELECT r.id FROM (%1$s) AS r WHERE r.kind = 'RESTRICTION')";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql.formatted(UNLEARNED))) {
            statement.executeUpdate();
        }
    }

    /** Writes these down. */
    void save(Map<UUID, Written> changed) throws SQLException {
        String sql = """
                INSERT INTO abuse.habit (kind, id, last_at, habits)
                VALUES (?, ?, ?, ?::jsonb)
                ON CONFLICT (kind, id) DO UPDATE SET last_at = excluded.last_at, habits = excluded.habits
                WHERE habit.last_at < excluded.last_at
                """;
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Map.Entry<UUID, Written> each : changed.entrySet()) {
                    statement.setString(1, each.getValue().kind());
                    statement.setObject(2, each.getKey());
                    statement.setObject(
                            3, Instant.ofEpochMilli(each.getValue().lastAt()).atOffset(ZoneOffset.UTC));
                    statement.setString(4, each.getValue().text());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            connection.commit();
        }
    }

    /**
     * Habits as text.
     *
     * @param kind {@code KEY} or {@code ACCOUNT}
     */
    record Written(String kind, long lastAt, String text) {}
}
