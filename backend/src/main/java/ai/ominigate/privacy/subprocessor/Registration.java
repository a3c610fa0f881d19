package ai.ominigate.privacy.subprocessor;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Processors;
import ai.ominigate.catalog.Processors.Standing;
import ai.ominigate.catalog.Provider;
import ai.ominigate.model.subprocessor.DataCategory;
import ai.ominigate.model.subprocessor.NoTraining;
import ai.ominigate.model.subprocessor.ProcessingPurpose;
import ai.ominigate.model.subprocessor.SubprocessorFacts;
import ai.ominigate.model.subprocessor.SubprocessorRole;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import io.micronaut.core.annotation.Order;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Proposes the companies that configuration names as the subprocessors of its providers, with what it says of them, so that
 * the staff only has to find out the rest.
 */
@Singleton
@Order(Registration.BEFORE_WHAT_SEEDS)
final class Registration implements BeforeReady {
    static final int BEFORE_WHAT_SEEDS = -90;

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Catalogue catalogue;
    private final DataSource dataSource;
    private final InstantSource clock;

    Registration(Catalogue catalogue, DataSource dataSource, InstantSource clock) {
        this.catalogue = catalogue;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public void prepare(URI baseUrl) {
        try {
            Transaction.run(dataSource, this::proposeConfigured);
            warn();
        } catch (SQLException e) {
            throw new CannotStart("The registry of subprocessors cannot be read: the database refused it.", e);
        }
    }

    private int proposeConfigured(Connection transaction) throws SQLException {
        Set<String> known = CompanyTable.all(transaction).stream()
                .map(company -> company.facts().name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        int proposed = 0;
        for (Map.Entry<String, Set<String>> company :
                configured(catalogue.providers()).entrySet()) {
            if (!known.contains(company.getKey().toLowerCase(Locale.ROOT))
                    && CompanyTable.insert(transaction, proposal(company.getKey(), company.getValue()))) {
                proposed++;
            }
        }
        return proposed;
    }

    /** Whoever has set up a provider and sees no call go there should not have to look for the reason. */
    private void warn() throws SQLException {
        Map<String, Standing> standings;
        try (Connection connection = dataSource.getConnection()) {
            standings = Standings.standings(connection);
        }
        for (Provider provider : catalogue.providers()) {
            String why = Processors.whyNot(provider, standings);
            if (why != null) {
                LOG.warn(
                        "No call goes to the provider {}: {}. Two privacy officers or administrators complete and approve it"
                                + " at /admin/v1/subprocessors, then one begins to use it; calls go there within a second.",
                        provider.name(),
                        why);
            }
        }
    }

    /** The hosts of each company. */
    private static Map<String, Set<String>> configured(Collection<Provider> providers) {
        Map<String, Set<String>> hosts = new LinkedHashMap<>();
        for (Provider provider : providers) {
            hosts.computeIfAbsent(provider.subprocessor(), name -> new TreeSet<>())
                    .add(provider.host());
        }
        return hosts;
    }

    private Company proposal(String name, Set<String> hosts) {
        SubprocessorFacts facts = new SubprocessorFacts(
                name,
                SubprocessorRole.MODEL_PROVIDER,
                List.of(DataCategory.PROMPTS_AND_ANSWERS),
                List.of(ProcessingPurpose.ANSWER_CALLS),
                List.of(),
                null,
                null,
                null,
                NoTraining.UNKNOWN,
                null,
                null,
                List.copyOf(hosts),
                null);
        return new Company(UuidV7.at(clock.instant()), 1, SubprocessorState.PROPOSED, facts, null, null);
    }
}
