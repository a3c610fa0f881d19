package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.TestDatabase;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Where calls were counted before there were sums of six hours and of quarters of one, those are made of them. */
class CoarserSumsMigrationTest {
    private static final String MIGRATION = "/db/migration/V1912__sum_usage_by_six_hours_and_by_quarters.sql";

    @Test
    void sixHoursAndQuartersAreThoseOfAllCallsThatThereWere() throws Exception {
        try (TestDatabase database = TestDatabase.create()) {
            StoredUsage stored = new StoredUsage(database);
            calls(new Random(4), 3_000).store(database);

            stored.execute("DROP TABLE metering.usage_six_hourly, metering.usage_quarter_hourly");
            stored.execute(migration());

            assertThat(stored.count("metering.usage_six_hourly")).isPositive();
            assertThat(stored.count("metering.usage_quarter_hourly"))
                    .isGreaterThan(stored.count("metering.usage_six_hourly"));
            stored.assertRollupsAgree();
        }
    }

    @Test
    void aCallThatIsShippedMeanwhileIsCountedOnce() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                var others = Executors.newVirtualThreadPerTaskExecutor();
                Connection upgrade = StoredUsage.unpooled(database).getConnection();
                Statement statement = upgrade.createStatement()) {
            StoredUsage stored = new StoredUsage(database);
            calls(new Random(5), 500).store(database);
            stored.execute("DROP TABLE metering.usage_six_hourly, metering.usage_quarter_hourly");

            upgrade.setAutoCommit(false);
            statement.execute(migration());
            CallsOfTests late = calls(new Random(6), 50);
            Future<?> shipped = others.submit(() -> {
                late.store(database);
                return null;
            });
            awaitWaiting(stored);
            upgrade.commit();
            shipped.get();

            assertThat(stored.count("metering.usage_event")).isEqualTo(550);
            stored.assertRollupsAgree();
        }
    }

    private static void awaitWaiting(StoredUsage stored) throws SQLException {
        long patience = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (stored.number("""
                SELECT count(*) FROM pg_locks
                 WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """) == 0) {
            assertThat(System.nanoTime()).as("nobody waits").isLessThan(patience);
            Thread.onSpinWait();
        }
    }

    private static CallsOfTests calls(Random random, int count) {
        List<UUID> accounts = List.of(UUID.randomUUID(), UUID.randomUUID());
        List<UUID> keys = List.of(UUID.randomUUID(), UUID.randomUUID());
        CallsOfTests calls = new CallsOfTests();
        Instant begin = Instant.parse("2026-10-24T00:00:00Z");
        for (int i = 0; i < count; i++) {
            calls.call(
                    accounts.get(random.nextInt(2)),
                    keys.get(random.nextInt(2)),
                    "model-" + random.nextInt(3),
                    begin.plusMillis(random.nextLong(Duration.ofDays(3).toMillis())),
                    EndReason.values()[random.nextInt(EndReason.values().length)],
                    new TokenCounts(random.nextInt(1000), random.nextInt(1000), 1, 2, random.nextInt(1000), 3, 4, 5),
                    random.nextLong(5_000_000));
        }
        return calls;
    }

    private static String migration() throws Exception {
        try (InputStream file = Objects.requireNonNull(CoarserSumsMigrationTest.class.getResourceAsStream(MIGRATION))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
