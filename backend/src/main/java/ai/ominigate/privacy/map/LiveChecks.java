package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.PolicyCheck;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.privacy.map.CheckTable.Seen;
import ai.ominigate.promise.LiveCheck;
import ai.ominigate.promise.LiveCheck.Finding;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Capability;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every few minutes whether what the privacy policy says is true, on one of the nodes, and tells who must know when
 * it is not. Blocks.
 */
@Singleton
public final class LiveChecks {
    /** How old what was seen may become. */
    static final Duration EVERY = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(LiveChecks.class);

    private final List<LiveCheck> checks;
    private final PolicyMaps maps;
    private final LiveNews news;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final AtomicInteger failing = new AtomicInteger();

    LiveChecks(
            Collection<LiveCheck> checks,
            PolicyMaps maps,
            LiveNews news,
            DataSource dataSource,
            InstantSource clock,
            MeterRegistry metrics) {
        this.checks =
                checks.stream().sorted(Comparator.comparing(LiveCheck::name)).toList();
        this.maps = maps;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        Gauge.builder("ominigate.policy.checks.failing", failing, AtomicInteger::get)
                .description("Checks of the privacy policy that found something that is not as it says; 0 is healthy")
                .register(metrics);
    }

    /** Looks at what was not looked at lately. On all nodes; one of them looks. */
    @Scheduled(initialDelay = "${ominigate.policy.first-checks-after:1m}", fixedDelay = "1m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void keepUp() throws SQLException {
        for (LiveCheck check : checks) {
            look(check, false);
        }
        failing.set(failing().size());
    }

    /** What each saw last. */
    public List<PolicyCheck> all() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            List<PolicyCheck> all = new ArrayList<>();
            for (LiveCheck check : checks) {
                all.add(told(check, CheckTable.find(connection, check.name())));
            }
            return all;
        }
    }

    /** Those that found something that is not as the policy says. Empty is healthy. */
    public List<PolicyCheck> failing() throws SQLException {
        return all().stream()
                .filter(check -> Boolean.FALSE.equals(check.kept()))
                .toList();
    }

    /** Looks at everything now. */
    List<PolicyCheck> lookAtAll() throws SQLException {
        for (LiveCheck check : checks) {
            look(check, true);
        }
        failing.set(failing().size());
        return all();
    }

    /**
     * Looks at one thing now.
     *
     * @throws Refused (404) if there is no such check
     */
    PolicyCheck lookAt(String name) throws SQLException {
        LiveCheck check = checks.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refused.notFound("There is no check with the name '%s'.".formatted(name)));
        look(check, true);
        failing.set(failing().size());
        try (Connection connection = dataSource.getConnection()) {
            return told(check, CheckTable.find(connection, name));
        }
    }

    private void look(LiveCheck check, boolean now) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            CheckTable.Slot slot = CheckTable.lock(transaction, check.name(), now);
            if (slot == null || (!now && isFresh(slot.last()))) {
                return false;
            }
            Finding finding = look(check);
            Instant at = now();
            Seen last = slot.last();
            boolean isOther = last == null || !Objects.equals(last.kept(), finding.kept());
            CheckTable.update(transaction, check.name(), finding, at, last == null || isOther ? at : last.since());
            boolean isNews = last == null ? isBroken(finding) : isOther;
            if (isNews) {
                news.tell(
                        transaction,
                        new News(
                                news(finding),
                                "check:" + check.name(),
                                null,
                                new News.Audience.Having(Capability.VIEW_POLICY)));
            }
            return isNews;
        });
    }

    private static boolean isBroken(Finding finding) {
        return Boolean.FALSE.equals(finding.kept());
    }

    private static String news(Finding finding) {
        if (finding.kept() == null) {
            return "policy.check-unknown";
        }
        return finding.kept() ? "policy.check-kept" : "policy.check-failed";
    }

    private static Finding look(LiveCheck check) {
        try {
            Finding finding = check.look();
            if (isBroken(finding)) {
                LOG.warn("The privacy policy does not hold, says the check {}: {}", check.name(), finding.words());
            }
            return finding;
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The check {} of the privacy policy could not look.", check.name(), e);
            return Finding.broken("Nothing could be seen: an error is in the log of the node that looked.");
        }
    }

    private boolean isFresh(@Nullable Seen last) {
        return last != null && last.checkedAt().isAfter(now().minus(EVERY));
    }

    private PolicyCheck told(LiveCheck check, @Nullable Seen last) {
        return new PolicyCheck(
                check.name(),
                check.title(),
                owner(check.name()),
                last == null ? null : last.kept(),
                last == null ? null : last.finding(),
                last == null ? null : last.checkedAt(),
                last == null ? null : last.since());
    }

    private Role owner(String check) {
        Rows.Row row = maps.firstWith(check);
        return row == null ? Role.PRIVACY_OFFICER : row.owner();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
