package ai.ominigate.abuse.signal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing is learned of people who do not want it, and of those whose data are only kept. */
class HabitsTest {
    @Test
    void whoObjectsIsForgottenAndWhoIsRestrictedIsKeptAndNeitherIsLearnedFrom() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            UUID objecting = account(database, "OBJECTION");
            UUID restricted = account(database, "RESTRICTION");
            UUID other = account(database, null);
            HabitStore store = new HabitStore(database.dataSource());

            Habits habits = loaded(store);
            for (UUID account : List.of(objecting, restricted, other)) {
                habits.observe(call(account, key(account)));
            }
            store.forgetObjected();

            assertThat(habits.ofAccount(objecting)).isNull();
            assertThat(habits.ofKey(key(objecting))).isNull();
            assertThat(habits.ofAccount(restricted)).isNull();
            assertThat(habits.ofKey(key(restricted))).isNull();
            assertThat(habits.ofKey(key(other))).isNotNull();
            assertThat(written(database))
                    .containsExactlyInAnyOrder(
                            restricted.toString(),
                            key(restricted).toString(),
                            other.toString(),
                            key(other).toString());

            execute(database, "UPDATE privacy.restriction SET lifted_at = now()");
            habits.unlearn(store.unlearned());
            habits.observe(call(objecting, key(objecting)));
            assertThat(habits.ofKey(key(objecting))).as("once it is lifted").isNotNull();
        }
    }

    private static Habits loaded(HabitStore store) throws SQLException, IOException {
        Habits habits = new Habits(NetworkData.none());
        store.load(habits);
        habits.unlearn(store.unlearned());
        return habits;
    }

    private static Observation call(UUID account, UUID key) {
        return new Observation.Calls(
                Scene.BEGIN.toEpochMilli(),
                Scene.network("198.51.100.7"),
                key,
                account,
                "demo",
                false,
                1,
                0,
                10,
                100,
                Map.of());
    }

    /** The only one that it has. */
    private static UUID key(UUID account) {
        return new UUID(account.getMostSignificantBits(), account.getLeastSignificantBits() ^ 1);
    }

    /** One of which something was learned before, and which has asked for this. */
    private static UUID account(TestDatabase database, @Nullable String asked) throws SQLException {
        UUID account = UUID.randomUUID();
        execute(database, """
                INSERT INTO accounts.account (id, name, status, created_at, revision)
                VALUES ('%1$s', 'Somebody', 'ACTIVE', now(), 0);
                INSERT INTO accounts.api_key (id, account_id, sha256, hint, name, models, networks, created_at, revision)
                VALUES ('%2$s', '%1$s', sha256('%2$s'), 'hint', 'key', '{}', '{}', now(), 0);
                INSERT INTO abuse.habit VALUES ('KEY', '%2$s', '%3$s', '{}'), ('ACCOUNT', '%1$s', '%3$s', '{}');
                """.formatted(account, key(account), Scene.BEGIN));
        if (asked != null) {
            execute(database, """
                    INSERT INTO privacy.thread VALUES ('%1$s', NULL, 'en', NULL);
                    INSERT INTO privacy.request (id, thread, type, regime, state, received_at, received_on, target, answer_by, account)
                    VALUES ('%1$s', '%1$s', '%2$s', 'EU', 'RECEIVED', now(), current_date, current_date, current_date, '%1$s');
                    INSERT INTO privacy.restriction (request, account, kind, since) VALUES ('%1$s', '%1$s', '%2$s', now());
                    """.formatted(account, asked));
        }
        return account;
    }

    private static List<String> written(TestDatabase database) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id::text FROM abuse.habit")) {
            List<String> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
