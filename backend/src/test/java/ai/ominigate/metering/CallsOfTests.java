package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Calls that are stored as the shipper stores them, for tests of what is read afterwards. */
public final class CallsOfTests {
    private static final int BATCH = 2_000;

    private final Random random = new Random(7);
    private final List<UsageStore.Ended> waiting = new ArrayList<>();
    private final UUID node = UUID.randomUUID();

    /** One more. */
    public CallsOfTests call(
            UUID account, UUID key, String model, Instant at, EndReason end, TokenCounts tokens, long costNanos) {
        UUID time = UuidV7.at(at);
        UUID id = new UUID(time.getMostSignificantBits(), random.nextLong() >>> 2 | 1L << 63);
        waiting.add(new UsageStore.Ended(
                new CallEvent.Final(
                        id,
                        account,
                        key,
                        model,
                        "mock",
                        3,
                        UUID.randomUUID(),
                        tokens,
                        false,
                        costNanos,
                        1_234_000,
                        56_000,
                        200,
                        end,
                        null),
                null));
        return this;
    }

    /** One more that was answered. */
    public CallsOfTests call(UUID account, UUID key, String model, Instant at, long costNanos) {
        return call(account, key, model, at, EndReason.DONE, TokenCounts.of(100, 20), costNanos);
    }

    /** Stores them. */
    public void store(TestDatabase database) throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < waiting.size(); i += BATCH) {
                UsageStore.insert(connection, node, waiting.subList(i, Math.min(waiting.size(), i + BATCH)));
                connection.commit();
            }
            connection.setAutoCommit(true);
        }
        waiting.clear();
    }
}
