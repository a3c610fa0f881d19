package ai.ominigate.privacy.policy;

import ai.ominigate.model.customer.AcceptedPolicy;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Which versions of the policy an account has accepted. Blocks. */
@Singleton
public final class Acceptances {
    private final DataSource dataSource;

    Acceptances(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** Those of this account, the newest version first. */
    public List<AcceptedPolicy> of(UUID account) throws SQLException {
        String sql = """
                SELECT v.number, v.last_updated, a.first_use_at
                FROM policy.acceptance AS a
                JOIN policy.version AS v ON v.number = a.number
                WHERE a.account = ?
                ORDER BY v.number DESC
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, account);
            List<AcceptedPolicy> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new AcceptedPolicy(
                            row.getInt(1),
                            row.getObject(2, LocalDate.class),
                            row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
            return found;
        }
    }
}
