package ai.ominigate.privacy.request;

import ai.ominigate.abuse.decision.OpenPrivacyRequests;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Tells the abuse desk whom it would keep from an answer that we owe them. Blocks. */
@Singleton
final class UnansweredAmong implements OpenPrivacyRequests {
    private final DataSource dataSource;

    UnansweredAmong(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public int among(Set<UUID> accounts) throws SQLException {
        String sql = """
                SELECT count(DISTINCT account)
                FROM privacy.request
                WHERE account = ANY (?) AND ended_at IS NULL
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", accounts.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
