package ai.ominigate.privacy.subprocessor;

import ai.ominigate.catalog.Processors.Standing;
import ai.ominigate.egress.RegisteredHosts;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** Where the companies are that are used: a model provider only as long as its terms rule out training. */
@Singleton
final class CompanyHosts implements RegisteredHosts {
    private final DataSource dataSource;

    CompanyHosts(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public Map<String, String> read() throws SQLException {
        Map<String, String> hosts = new TreeMap<>();
        try (Connection connection = dataSource.getConnection()) {
            for (Company company : CompanyTable.all(connection)) {
                if (isUsed(company)) {
                    for (String host : company.facts().hosts()) {
                        hosts.put(host.toLowerCase(Locale.ROOT), company.facts().name());
                    }
                }
            }
        }
        return hosts;
    }

    private static boolean isUsed(Company company) {
        return company.facts().role() == SubprocessorRole.MODEL_PROVIDER
                ? Standings.of(company) instanceof Standing.Admitted
                : company.state() == SubprocessorState.ACTIVE;
    }
}
