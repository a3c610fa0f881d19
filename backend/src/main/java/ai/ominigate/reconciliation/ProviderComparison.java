package ai.ominigate.reconciliation;

import ai.ominigate.catalog.Catalogue;
import ai.ominigate.catalog.Model;
import ai.ominigate.catalog.Upstream;
import ai.ominigate.metering.ProviderDays;
import ai.ominigate.model.payment.ProviderUseVerdict;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
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
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds what providers say that we used against what we metered, each night, for the last days: reports come late, so a day
 * is compared again until it is some days old. Blocks.
 */
@Singleton
class ProviderComparison {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderComparison.class);

    /** Hours after a day has ended until it is first compared: reports of its last minutes are there by then. */
    private static final Duration REPORTED_WITHIN = Duration.ofHours(4);

    /** A comparison takes less, however many pages and pauses it has; if its node dies in it, another has its turn then. */
    private static final Duration TURN = Duration.ofMinutes(45);

    private final DataSource dataSource;
    private final ReconciliationSettings settings;
    private final List<ReportSettings> providers;
    private final Reports reports;
    private final ProviderDays metered;
    private final Catalogue catalogue;
    private final InstantSource clock;

    ProviderComparison(
            DataSource dataSource,
            ReconciliationSettings settings,
            Collection<ReportSettings> providers,
            Reports reports,
            ProviderDays metered,
            Catalogue catalogue,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.settings = settings;
        this.providers = List.copyOf(providers);
        this.reports = reports;
        this.metered = metered;
        this.catalogue = catalogue;
        this.clock = clock;
    }

    /** The providers that are asked, by name. */
    List<String> providers() {
        return providers.stream().map(ReportSettings::provider).sorted().toList();
    }

    /** Every hour on every node; a provider is asked by one of them, once a day if it answers. */
    @Scheduled(initialDelay = "${ominigate.reconciliation.first-look-after:3m}", fixedDelay = "1h")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void compareWhatIsDue() throws SQLException {
        LocalDate last = LocalDate.ofInstant(clock.instant().minus(REPORTED_WITHIN), ZoneOffset.UTC)
                .minusDays(1);
        for (ReportSettings provider : providers) {
            if (takeTurn(provider.provider(), last)) {
                compare(provider, last);
            }
        }
    }

    /** From when on a provider whose last compared day this is, is asked again; null if it is with the next look. */
    @Nullable
    Instant next(@Nullable LocalDate comparedTo) {
        if (comparedTo == null) {
            return null;
        }
        Instant next =
                comparedTo.plusDays(2).atStartOfDay().toInstant(ZoneOffset.UTC).plus(REPORTED_WITHIN);
        return next.isAfter(now()) ? next : null;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private boolean takeTurn(String provider, LocalDate last) throws SQLException {
        Instant now = now();
        return Transaction.run(dataSource, transaction -> {
            try (PreparedStatement take = transaction.prepareStatement("""
                    INSERT INTO reconciliation.turn AS turn (provider, taken_until) VALUES (?, ?)
                    ON CONFLICT (provider) DO UPDATE SET taken_until = excluded.taken_until
                     WHERE (turn.taken_until IS NULL OR turn.taken_until <= ?)
                       AND (turn.compared_to IS NULL OR turn.compared_to < ?)
                    """)) {
                take.setString(1, provider);
                take.setObject(2, now.plus(TURN).atOffset(ZoneOffset.UTC));
                take.setObject(3, now.atOffset(ZoneOffset.UTC));
                take.setObject(4, last);
                return take.executeUpdate() == 1;
            }
        });
    }

    private void compare(ReportSettings provider, LocalDate last) throws SQLException {
        LocalDate first = last.minusDays(settings.days() - 1L);
        try {
            Reports.Days theirs = reports.read(provider, first, last);
            int open = 0;
            for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
                open += compare(provider.provider(), day, theirs.of(day));
            }
            over(provider.provider(), last, null);
            LOG.info(
                    "What {} says that we used up to {} was compared: {} differences", provider.provider(), last, open);
        } catch (ReportProblem e) {
            over(provider.provider(), null, e.failure());
            LOG.warn("{} did not tell what we used: {}. It is asked again.", provider.provider(), e.failure());
        }
    }

    private void over(String provider, @Nullable LocalDate last, @Nullable String failure) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            try (PreparedStatement update = transaction.prepareStatement("""
                    UPDATE reconciliation.turn
                       SET taken_until = NULL, failure = ?,
                           compared_to = coalesce(?, compared_to),
                           compared_at = CASE WHEN ?::date IS NULL THEN compared_at ELSE ? END
                     WHERE provider = ?
                    """)) {
                update.setString(1, failure);
                update.setObject(2, last);
                update.setObject(3, last);
                update.setObject(4, now().atOffset(ZoneOffset.UTC));
                update.setString(5, provider);
                return update.executeUpdate();
            }
        });
    }

    private int compare(String provider, LocalDate day, Map<String, Used> theirs) throws SQLException {
        Map<String, Used> ours = ours(provider, day);
        Set<String> models = new TreeSet<>(ours.keySet());
        models.addAll(theirs.keySet());
        return Transaction.run(dataSource, transaction -> {
            models.addAll(known(transaction, provider, day));
            int open = 0;
            for (String model : models) {
                Used our = ours.getOrDefault(model, Used.NOTHING);
                Used their = theirs.getOrDefault(model, Used.NOTHING);
                ProviderUseVerdict verdict = verdict(our, their);
                write(transaction, provider, day, model, verdict, our, their);
                open += verdict == ProviderUseVerdict.AGREES ? 0 : 1;
            }
            return open;
        });
    }

    /** By the provider's names, without versions. */
    private Map<String, Used> ours(String provider, LocalDate day) throws SQLException {
        Map<String, Used> ours = new TreeMap<>();
        for (ProviderDays.Sum sum : metered.of(provider, day)) {
            ours.merge(
                    ModelName.of(upstreamName(provider, sum.model())),
                    new Used(
                            sum.calls(), sum.input(), sum.cacheRead(), sum.cacheWrite(), sum.output(), sum.costNanos()),
                    Used::plus);
        }
        return ours;
    }

    private String upstreamName(String provider, String model) {
        Model sold = catalogue.find(model);
        return sold == null
                ? model
                : sold.upstreams().stream()
                        .filter(upstream -> upstream.provider().name().equals(provider))
                        .map(Upstream::model)
                        .findFirst()
                        .orElse(model);
    }

    /** What was compared of this day before: it may be gone from their report. */
    private static Set<String> known(Connection connection, String provider, LocalDate day) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT model FROM reconciliation.provider_day WHERE provider = ? AND day = ?")) {
            select.setString(1, provider);
            select.setObject(2, day);
            Set<String> models = new TreeSet<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    models.add(row.getString(1));
                }
            }
            return models;
        }
    }

    /** Tokens first: where they differ, what they cost says nothing more. Where customers pay more than it costs is no loss. */
    ProviderUseVerdict verdict(Used our, Used their) {
        boolean sameTokens = settings.sameTokens(our.input(), their.input())
                && settings.sameTokens(our.cacheRead(), their.cacheRead())
                && settings.sameTokens(our.output(), their.output())
                && (their.cacheWrite() == null
                        || settings.sameTokens(our.cacheWrite() == null ? 0 : our.cacheWrite(), their.cacheWrite()));
        if (!sameTokens) {
            return !our.hasTokens()
                    ? ProviderUseVerdict.ONLY_THEIRS
                    : !their.hasTokens() ? ProviderUseVerdict.ONLY_OURS : ProviderUseVerdict.TOKENS;
        }
        long paid = our.nanos() == null ? 0 : our.nanos();
        Long cost = their.nanos();
        if (cost == null || cost <= paid || settings.sameCost(cost, paid)) {
            return ProviderUseVerdict.AGREES;
        }
        return our.hasTokens() ? ProviderUseVerdict.COST : ProviderUseVerdict.ONLY_THEIRS;
    }

    /** What agrees again is settled by itself; what changes is open again. */
    private void write(
            Connection transaction,
            String provider,
            LocalDate day,
            String model,
            ProviderUseVerdict verdict,
            Used our,
            Used their)
            throws SQLException {
        Instant now = now();
        Object[] values = {
            UuidV7.at(now),
            provider,
            day,
            model,
            verdict.name(),
            our.calls() == null ? 0L : our.calls(),
            our.input(),
            our.cacheRead(),
            our.cacheWrite() == null ? 0L : our.cacheWrite(),
            our.output(),
            our.nanos() == null ? 0L : our.nanos(),
            their.calls(),
            their.input(),
            their.cacheRead(),
            their.cacheWrite(),
            their.output(),
            their.nanos(),
            now.atOffset(ZoneOffset.UTC),
            now.atOffset(ZoneOffset.UTC)
        };
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO reconciliation.provider_day AS known (
                    id, provider, day, model, verdict, our_calls, our_input, our_cache_read, our_cache_write, our_output,
                    our_nanos, their_calls, their_input, their_cache_read, their_cache_write, their_output, their_nanos,
                    found_at, seen_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (provider, day, model) DO UPDATE SET
                    verdict = excluded.verdict, our_calls = excluded.our_calls, our_input = excluded.our_input,
                    our_cache_read = excluded.our_cache_read, our_cache_write = excluded.our_cache_write,
                    our_output = excluded.our_output, our_nanos = excluded.our_nanos,
                    their_calls = excluded.their_calls, their_input = excluded.their_input,
                    their_cache_read = excluded.their_cache_read, their_cache_write = excluded.their_cache_write,
                    their_output = excluded.their_output, their_nanos = excluded.their_nanos, seen_at = excluded.seen_at,
                    settled_at = CASE
                        WHEN excluded.verdict = 'AGREES' AND known.verdict <> 'AGREES'
                            THEN coalesce(known.settled_at, excluded.seen_at)
                        WHEN (known.verdict, known.our_input, known.our_output, known.our_nanos, known.their_input,
                              known.their_output, known.their_nanos)
                            IS DISTINCT FROM (excluded.verdict, excluded.our_input, excluded.our_output,
                              excluded.our_nanos, excluded.their_input, excluded.their_output, excluded.their_nanos)
                            THEN NULL
                        ELSE known.settled_at END
                """)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }
}
