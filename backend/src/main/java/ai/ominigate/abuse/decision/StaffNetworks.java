package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.platform.AddressScope;
import ai.ominigate.platform.DatabaseAway;
import ai.ominigate.retention.Windows;
import ai.ominigate.staff.identity.SignInTried;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From where the staff has signed in of late, so that no decision, and least of all a rule's, shuts all of them out: somebody
 * who guesses passwords from the same office would be enough. Which of them it was is not kept. Blocks.
 */
@Singleton
final class StaffNetworks implements ApplicationEventListener<SignInTried> {
    private static final Logger LOG = LoggerFactory.getLogger(StaffNetworks.class);

    private final DataSource dataSource;

    StaffNetworks(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public void onApplicationEvent(SignInTried tried) {
        Entity.Net network = Entity.Net.of(tried.address());
        if (!tried.succeeded() || network.scope() != AddressScope.PUBLIC) {
            return;
        }
        try {
            remember(network, tried.at());
        } catch (SQLException e) {
            // They are in all the same.
            if (!DatabaseAway.is(e)) {
                LOG.warn("Where the staff signs in from could not be written down: SQLSTATE {}.", e.getSQLState());
            }
        }
    }

    private void remember(Entity.Net network, Instant at) throws SQLException {
        String sql = """
                INSERT INTO abuse.staff_network (network, last_at)
                VALUES (?::cidr, ?)
                ON CONFLICT (network) DO UPDATE SET last_at = greatest(staff_network.last_at, excluded.last_at)
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, network.network().toString());
            statement.setObject(2, at.atOffset(ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** An address in each of the networks that somebody has signed in from of late. */
    List<byte[]> addresses(Connection connection, Instant now) throws SQLException {
        String sql = "SELECT host(network) FROM abuse.staff_network WHERE last_at > ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(
                    1, now.atOffset(ZoneOffset.UTC).minus(Windows.of(connection, DataClass.STAFF_NETWORKS)));
            List<byte[]> addresses = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    addresses.add(InetAddress.ofLiteral(row.getString(1)).getAddress());
                }
            }
            return addresses;
        }
    }
}
