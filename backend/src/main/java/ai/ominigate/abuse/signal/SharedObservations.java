package ai.ominigate.abuse.signal;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes tell each other of what they saw: each run of a node is a stream of numbered batches, one a second, that
 * all others read in order. So all count the same, a second or two late, and a node that starts counts what it missed.
 * Blocks.
 */
final class SharedObservations {
    /** Calls and the like are read by a node that starts after so long. */
    static final Duration COMMON_KEPT = Duration.ofHours(1);

    /** Sign-ins, sign-ups, payments: few, and counted over a day. */
    static final Duration RARE_KEPT = Duration.ofHours(24);

    static final int BATCHES_AT_ONCE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(SharedObservations.class);
    private static final Duration SILENT_STREAMS_KEPT = Duration.ofHours(25);
    private static final Duration FLAGGING = Duration.ofSeconds(10);

    private final DataSource dataSource;
    private final UUID stream;
    private final Map<UUID, Long> read = new HashMap<>();
    private long written;

    /** @param stream names this run of this node */
    SharedObservations(DataSource dataSource, UUID stream) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.stream = stream;
    }

    /** Tells the others. What is said twice after an answer that was lost is there once. */
    void write(List<Observation> observations, Instant now) throws SQLException {
        List<Observation> rare = new ArrayList<>();
        List<Observation> common = new ArrayList<>();
        observations.forEach(each -> (isCommon(each) ? common : rare).add(each));
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            long next = written;
            if (!common.isEmpty()) {
                insert(connection, ++next, common, now, COMMON_KEPT);
            }
            if (!rare.isEmpty()) {
                insert(connection, ++next, rare, now, RARE_KEPT);
            }
            tellLatest(connection, next, now);
            connection.commit();
            written = next;
        }
    }

    private static boolean isCommon(Observation observation) {
        return observation instanceof Observation.Calls
                || observation instanceof Observation.UnknownKeyTried
                || observation instanceof Observation.CatalogueRead;
    }

    private void insert(Connection connection, long number, List<Observation> batch, Instant now, Duration kept)
            throws SQLException {
        String sql = """
                INSERT INTO abuse.observed (stream, number, at, kept_until, batch)
                VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (stream, number) DO UPDATE SET batch = excluded.batch
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, stream);
            statement.setLong(2, number);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            statement.setObject(4, now.plus(kept).atOffset(ZoneOffset.UTC));
            statement.setBytes(5, ObservationJson.batch(batch));
            statement.executeUpdate();
        }
    }

    private void tellLatest(Connection connection, long latest, Instant now) throws SQLException {
        String sql = """
                INSERT INTO abuse.observer (stream, latest, seen_at)
                VALUES (?, ?, ?)
                ON CONFLICT (stream) DO UPDATE SET latest = excluded.latest, seen_at = excluded.seen_at
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, stream);
            statement.setLong(2, latest);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /**
     * What the others have seen since the last time, in the order of time as far as streams go; at the first time, what is
     * kept of all runs before, this node's own too. Up to {@link #BATCHES_AT_ONCE} batches; fewer mean that there is no
     * more.
     */
    List<List<Observation>> read() throws SQLException {
        String sql = """
                SELECT o.stream, o.number, o.batch
                FROM abuse.observer AS r
                LEFT JOIN unnest(?::uuid[], ?::bigint[]) AS known(stream, number) ON known.stream = r.stream
                JOIN abuse.observed AS o ON o.stream = r.stream AND o.number > coalesce(known.number, 0)
                WHERE r.stream <> ? AND r.latest > coalesce(known.number, 0)
                ORDER BY o.at, o.stream, o.number
                LIMIT ?
                """;
        List<List<Observation>> batches = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            List<UUID> streams = List.copyOf(read.keySet());
            Array known = connection.createArrayOf("uuid", streams.toArray());
            Array numbers = connection.createArrayOf(
                    "bigint", streams.stream().map(read::get).toArray());
            statement.setArray(1, known);
            statement.setArray(2, numbers);
            statement.setObject(3, stream);
            statement.setInt(4, BATCHES_AT_ONCE);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    batches.add(observations(row.getBytes("batch")));
                    read.merge(row.getObject("stream", UUID.class), row.getLong("number"), Math::max);
                }
            }
        }
        return batches;
    }

    /** What another version of this program wrote may be beyond us: then it is passed over, and told. */
    private static List<Observation> observations(byte[] batch) {
        try {
            return ObservationJson.observations(batch);
        } catch (IOException e) {
            LOG.warn(
                    "A batch of another node's observations cannot be read: {}",
                    e.getClass().getSimpleName());
            return List.of();
        }
    }

    /** Whether this node is the one that raises flags; it is for some seconds, and again as long as it asks. */
    boolean isFlagging(Instant now) throws SQLException {
        String sql = """
                INSERT INTO abuse.flagging_node (stream, until)
                VALUES (?, ?)
                ON CONFLICT (one) DO UPDATE SET stream = excluded.stream, until = excluded.until
                WHERE flagging_node.stream = excluded.stream OR flagging_node.until < ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, stream);
            statement.setObject(2, now.plus(FLAGGING).atOffset(ZoneOffset.UTC));
            statement.setObject(3, now.atOffset(ZoneOffset.UTC));
            return statement.executeUpdate() == 1;
        }
    }

    /** Lets another node raise flags at once. */
    void stopFlagging() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("DELETE FROM abuse.flagging_node WHERE stream = ?")) {
            statement.setObject(1, stream);
            statement.executeUpdate();
        }
    }

    /** Removes what nobody needs to read any more. */
    void forgetOld(Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            delete(connection, "DELETE FROM abuse.observed WHERE kept_until < ?", now);
            delete(connection, "DELETE FROM abuse.observer WHERE seen_at < ?", now.minus(SILENT_STREAMS_KEPT));
        }
    }

    private static void delete(Connection connection, String sql, Instant before) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }
}
