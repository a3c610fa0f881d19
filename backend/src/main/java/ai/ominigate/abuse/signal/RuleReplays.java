package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.review.Flag;
import ai.ominigate.abuse.signal.Observation.Calls;
import ai.ominigate.abuse.signal.Observation.CatalogueRead;
import ai.ominigate.model.abuse.ReplayedFlag;
import ai.ominigate.model.abuse.RuleReplay;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.Network;
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
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Runs a rule over what the operational log has of the last days. Blocks, for {@link #LONGEST} at most. */
@Singleton
final class RuleReplays {
    static final Duration BACK = Duration.ofDays(7);
    static final int EXAMPLES = 50;

    private static final Duration LONGEST = Duration.ofSeconds(50);
    private static final int ROWS_AT_ONCE = 5_000;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final String CATALOGUE = "/v1/models";

    private final DataSource dataSource;
    private final NetworkData networks;
    private final InstantSource clock;

    RuleReplays(DataSource dataSource, NetworkData networks, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.networks = networks;
        this.clock = clock;
    }

    /** Null if the log has what the rule counts; otherwise what it lacks. */
    private static @Nullable String lacking(Signal signal) {
        return switch (signal) {
            case S4, S8, S14, S15, S17 -> null;
            case S1, S2 -> "The operational log does not know which accounts were tried to sign in to.";
            case S3 ->
                "The operational log has nothing of keys that are unknown, so different ones cannot be told apart.";
            case S5, S6 -> "The operational log has neither models, nor tokens, nor costs.";
            case S12 -> "The operational log does not know what providers refused.";
            case S7, S9, S10, S11, S13, S16, S18 ->
                "What this rule counts are no requests, so the operational log has" + " nothing of it.";
        };
    }

    private static String note(Signal signal) {
        return switch (signal) {
            case S4 ->
                "Learned from these days alone what is usual for each key; keys that are limited to networks are"
                        + " counted too.";
            case S8 -> "Keys that are limited to networks are counted too.";
            case S17 -> "Sign-ups are not in the log, so hosters are not counted.";
            default -> "The log has all that this rule counts.";
        };
    }

    RuleReplay replay(RuleVersion version) throws SQLException {
        Instant to = clock.instant();
        Instant from = to.minus(BACK);
        String lacking = lacking(version.signal());
        if (lacking != null) {
            return new RuleReplay(version.signal().name(), false, lacking, from, to, true, 0, 0, List.of());
        }
        Run run = new Run(version);
        boolean complete = run.over(from, to);
        List<Flag> flags = run.flags();
        return new RuleReplay(
                version.signal().name(),
                true,
                note(version.signal()),
                from,
                complete || run.last == null ? to : run.last,
                complete,
                run.requests,
                flags.size(),
                flags.stream().limit(EXAMPLES).map(RuleReplays::example).toList());
    }

    private static ReplayedFlag example(Flag flag) {
        String entity = flag.entity() instanceof Entity.Net network
                ? Entity.NETWORK + Masked.network(network.network())
                : flag.entity().toString();
        return new ReplayedFlag(entity, flag.observed(), flag.points(), flag.firstSeen(), flag.lastSeen());
    }

    /** One rule over a stretch of the log. */
    private final class Run {
        private final Detection detection;
        private final Signal signal;
        private final Episodes episodes = new Episodes(Period.ZERO);
        private final List<Flag> taken = new ArrayList<>();
        private long requests;
        private @Nullable Instant last;

        Run(RuleVersion version) {
            signal = version.signal();
            detection = Detection.of(version, networks);
        }

        boolean over(Instant from, Instant to) throws SQLException {
            String sql = """
                    SELECT time, host(address) AS address, path_template, status, key_id
                    FROM abuse.operational_log
                    WHERE time >= ? AND time < ?
                    ORDER BY time
                    """;
            long until = System.nanoTime() + LONGEST.toNanos();
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setObject(1, from.atOffset(ZoneOffset.UTC));
                    statement.setObject(2, to.atOffset(ZoneOffset.UTC));
                    statement.setFetchSize(ROWS_AT_ONCE);
                    statement.setQueryTimeout((int) LONGEST.toSeconds());
                    try (ResultSet row = statement.executeQuery()) {
                        boolean more = row.next();
                        while (more && System.nanoTime() - until < 0) {
                            take(row);
                            more = row.next();
                        }
                        return !more;
                    }
                } finally {
                    connection.rollback();
                }
            }
        }

        private void take(ResultSet row) throws SQLException {
            requests++;
            Instant time = row.getObject("time", OffsetDateTime.class).toInstant();
            last = time;
            Observation observation = observation(row, time.toEpochMilli());
            if (observation != null) {
                detection.observe(observation, episodes::found);
            }
            if (requests % ROWS_AT_ONCE == 0) {
                takeFlags(time.toEpochMilli());
            }
        }

        private static @Nullable Observation observation(ResultSet row, long at) throws SQLException {
            Entity.Net network =
                    Observation.network(Network.parse(row.getString("address")).address());
            UUID key = row.getObject("key_id", UUID.class);
            String path = row.getString("path_template");
            if (key != null) {
                long limited = row.getInt("status") == TOO_MANY_REQUESTS ? 1 : 0;
                return new Calls(at, network, key, key, null, false, 1, limited, 0, 0, Map.of());
            }
            return network != null && path.startsWith(CATALOGUE) ? new CatalogueRead(at, network, 1) : null;
        }

        private void takeFlags(long now) {
            for (Flag flag : episodes.take(now, Integer.MAX_VALUE)) {
                taken.removeIf(before -> before.id().equals(flag.id()));
                taken.add(flag);
            }
        }

        /** Wider networks are people's to think of, not the rule's own finding. */
        List<Flag> flags() {
            if (last != null) {
                takeFlags(last.toEpochMilli() + Duration.ofMinutes(1).toMillis());
            }
            return taken.stream()
                    .filter(flag -> flag.signal().equals(signal.name()))
                    .toList();
        }
    }
}
