package ai.ominigate.privacy.subprocessor;

import ai.ominigate.egress.Egress;
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
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Hosts that any node wanted to connect to though they are not registered: each node writes down its own. Blocks. */
@Singleton
final class RefusedHosts {
    /** Longer than a node goes without writing. */
    private static final Duration SINCE_LAST_TIME = Duration.ofMinutes(5);

    private static final int LONGEST = 300;

    private final Egress egress;
    private final DataSource dataSource;
    private final InstantSource clock;

    RefusedHosts(Egress egress, DataSource dataSource, InstantSource clock) {
        this.egress = egress;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Writes down for all nodes what this one was refused. */
    @Scheduled(initialDelay = "30s", fixedDelay = "30s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void writeDown() throws SQLException {
        String sql = """
                INSERT INTO subprocessor.refused_host (host, last_at) VALUES (?, ?)
                ON CONFLICT (host) DO UPDATE SET last_at = greatest(refused_host.last_at, excluded.last_at)
                """;
        for (var refused :
                egress.refusedSince(clock.instant().minus(SINCE_LAST_TIME)).entrySet()) {
            try (Connection connection = dataSource.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                String host = refused.getKey();
                statement.setString(1, host.length() > LONGEST ? host.substring(0, LONGEST) : host);
                statement.setObject(2, refused.getValue().atOffset(ZoneOffset.UTC));
                statement.executeUpdate();
            }
        }
    }

    /** Those that any node was refused in this time, by name. */
    List<String> within(Duration time) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT host FROM subprocessor.refused_host WHERE last_at > ? ORDER BY host")) {
            statement.setObject(1, clock.instant().minus(time).atOffset(ZoneOffset.UTC));
            List<String> hosts = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    hosts.add(row.getString(1));
                }
            }
            return hosts;
        }
    }
}
