package ai.ominigate.billing;

import ai.ominigate.model.system.NodeHealth;
import ai.ominigate.model.system.NodeState;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** The nodes that share the database, as their heartbeats tell. Blocks. */
@Singleton
public final class Nodes {
    private final DataSource dataSource;

    Nodes(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Those that were there within a week, the newest first; by the database's clock. */
    public List<NodeHealth> known() throws SQLException {
        String sql = """
                SELECT node_id, started_at, heartbeat_at,
                       CASE
                           WHEN stopped_at IS NOT NULL THEN 'STOPPED'
                           WHEN leases_expire_at <= clock_timestamp() THEN 'LOST'
                           WHEN heartbeat_at < clock_timestamp() - INTERVAL '30 seconds' THEN 'SILENT'
                           ELSE 'ACTIVE'
                       END
                  FROM billing.node
                 WHERE heartbeat_at > clock_timestamp() - INTERVAL '7 days'
                 ORDER BY started_at DESC, node_id
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<NodeHealth> nodes = new ArrayList<>();
            while (row.next()) {
                nodes.add(new NodeHealth(
                        row.getObject(1, UUID.class).toString(),
                        NodeState.valueOf(row.getString(4)),
                        row.getObject(2, OffsetDateTime.class).toInstant(),
                        row.getObject(3, OffsetDateTime.class).toInstant()));
            }
            return nodes;
        }
    }
}
