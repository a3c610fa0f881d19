package ai.ominigate.privacy.subprocessor;

import ai.ominigate.catalog.Processors;
import ai.ominigate.egress.Egress;
import ai.ominigate.model.subprocessor.SubprocessorState;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;

/** What the registry says of each company to whoever routes calls. Blocks. */
@Singleton
final class Standings implements Processors {
    private final Egress egress;
    private final DataSource dataSource;

    Standings(Egress egress, DataSource dataSource) {
        this.egress = egress;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public Map<String, Standing> standings() throws SQLException {
        // Whoever is sent a call must be reachable by then.
        egress.refresh();
        try (Connection connection = dataSource.getConnection()) {
            return standings(connection);
        }
    }

    /** The present record of a name wins over those that were retired. */
    static Map<String, Standing> standings(Connection connection) throws SQLException {
        Map<String, Standing> standings = new HashMap<>();
        for (Company company : CompanyTable.all(connection)) {
            String name = company.facts().name().toLowerCase(Locale.ROOT);
            if (company.state() != SubprocessorState.RETIRED) {
                standings.put(name, of(company));
            } else {
                standings.putIfAbsent(name, of(company));
            }
        }
        return standings;
    }

    static Standing of(Company company) {
        if (company.state() != SubprocessorState.ACTIVE) {
            return new Standing.Barred("is not an active subprocessor");
        }
        return switch (company.facts().noTraining()) {
            case CONFIRMED ->
                new Standing.Admitted(new HashSet<>(company.facts().hosts()));
            case UNKNOWN -> new Standing.Barred("has no confirmed terms that rule out training");
            case REFUSED -> new Standing.Barred("does not rule out training");
        };
    }
}
