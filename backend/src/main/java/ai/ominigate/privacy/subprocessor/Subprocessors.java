package ai.ominigate.privacy.subprocessor;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Processors;
import ai.ominigate.catalog.Processors.Standing;
import ai.ominigate.catalog.Provider;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.model.subprocessor.SubprocessorDetails;
import ai.ominigate.model.subprocessor.SubprocessorListState;
import ai.ominigate.model.subprocessor.SubprocessorState;
import ai.ominigate.privacy.subprocessor.ListTable.Published;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The registry of companies, and how it stands. Blocks. */
@Singleton
public final class Subprocessors {
    private final Catalogue catalogue;
    private final DataSource dataSource;
    private final InstantSource clock;

    Subprocessors(Catalogue catalogue, DataSource dataSource, InstantSource clock) {
        this.catalogue = catalogue;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /**
     * How far the list has come.
     *
     * @param number of the newest that was published; 0 before the first
     */
    public record ListStanding(SubprocessorListState state, int number) {
        /** Whether there is one that everybody reads. */
        public boolean isPublished() {
            return state == SubprocessorListState.PUBLISHED;
        }
    }

    /** How far the list has come. */
    public ListStanding list() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return list(connection);
        }
    }

    /** The same, as part of a transaction. */
    public static ListStanding list(Connection connection) throws SQLException {
        Published newest = ListTable.newest(connection);
        return newest == null
                ? new ListStanding(SubprocessorListState.DRAFT, 0)
                : new ListStanding(SubprocessorListState.PUBLISHED, newest.number());
    }

    /**
     * The providers, as configuration calls them, that this node would send a call to though the registry does not let it:
     * their company is not active, or its terms do not rule out training, or the host is another. Empty is as it must be.
     */
    public Set<String> usedWithoutTerms() throws SQLException {
        Map<String, Standing> standings;
        try (Connection connection = dataSource.getConnection()) {
            standings = Standings.standings(connection);
        }
        Set<String> used = new TreeSet<>();
        for (Model model : catalogue.models()) {
            for (Upstream upstream : model.upstreams()) {
                if (Processors.whyNot(upstream.provider(), standings) != null) {
                    used.add(upstream.provider().name());
                }
            }
        }
        return used;
    }

    /** The names of companies that nobody has looked at for a year. */
    public List<String> reviewsOverdue() throws SQLException {
        LocalDate today = today();
        try (Connection connection = dataSource.getConnection()) {
            return CompanyTable.all(connection).stream()
                    .filter(company -> company.isReviewOverdue(today))
                    .map(company -> company.facts().name())
                    .toList();
        }
    }

    /** What the staff sees of a company. */
    SubprocessorDetails details(Connection connection, Company company) throws SQLException {
        Map<String, Standing> standings = Standings.standings(connection);
        List<Provider> providers = catalogue.providers().stream()
                .filter(provider ->
                        provider.subprocessor().equalsIgnoreCase(company.facts().name()))
                .toList();
        boolean isPresent = company.state() != SubprocessorState.RETIRED;
        List<String> whyNot = new ArrayList<>();
        for (Provider provider : providers) {
            String why = Processors.whyNot(provider, standings);
            if (why != null) {
                whyNot.add(why + ".");
            }
        }
        return new SubprocessorDetails(
                company.id(),
                company.version(),
                company.state(),
                company.facts(),
                company.missing(),
                company.reviewDueOn(),
                company.isReviewOverdue(today()),
                company.activeFrom(),
                isPresent ? providers.stream().map(Provider::name).toList() : List.of(),
                isPresent && whyNot.size() < providers.size(),
                isPresent && !whyNot.isEmpty()
                        ? whyNot.stream()
                                .distinct()
                                .reduce((one, other) -> one + " " + other)
                                .orElse(null)
                        : null,
                ObjectionTable.open(connection, company.id()));
    }

    static Company known(@Nullable Company company) {
        if (company == null) {
            throw Refused.notFound("There is no subprocessor with this id.");
        }
        return Objects.requireNonNull(company);
    }

    static String subject(UUID id) {
        return "subprocessor:" + id;
    }

    static News changed(Company company, String verb) {
        return new News(
                "subprocessor." + verb,
                subject(company.id()),
                company.version(),
                new News.Audience.Having(Capability.VIEW_POLICY));
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    LocalDate today() {
        return clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
