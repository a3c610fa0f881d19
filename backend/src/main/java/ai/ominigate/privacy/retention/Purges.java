package ai.ominigate.privacy.retention;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PendingWindow;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.platform.Transaction;
import ai.ominigate.retention.RetainedData;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.live.News;
import ai.ominigate.staff.rights.Actor;
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
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is older than its window, once a day and class or as soon as something is, and leaves a receipt. A purge goes in steps, each a
 * transaction of its own that counts what it removed: whatever dies in between, it goes on from there.
 */
@Singleton
final class Purges {
    /** How many rows a step removes at most, where they go one by one. */
    static final int ROWS_A_STEP = 5_000;

    /** SQLSTATE of a lock that was waited for too long (PostgreSQL, appendix A). */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final Logger LOG = LoggerFactory.getLogger(Purges.class);

    private final Kept kept;
    private final AuditLog audit;
    private final LiveNews news;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final AtomicInteger overdue = new AtomicInteger();

    Purges(
            Kept kept,
            AuditLog audit,
            LiveNews news,
            DataSource dataSource,
            InstantSource clock,
            MeterRegistry metrics) {
        this.kept = kept;
        this.audit = audit;
        this.news = news;
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        Gauge.builder("ominigate.retention.overdue", overdue, AtomicInteger::get)
                .description("Classes of data of which something is kept longer than its window; 0 is healthy")
                .register(metrics);
    }

    /** Purges what has not been purged today. On all nodes; they take turns. */
    @Scheduled(initialDelay = "${ominigate.retention.first-purge-after:1m}", fixedDelay = "10m")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void keepUp() throws SQLException {
        SQLException failed = null;
        for (DataClass dataClass : kept.classes()) {
            try {
                run(dataClass, false);
            } catch (SQLException | RuntimeException e) {
                // The others are not kept longer for it.
                SQLException one = new SQLException("The purge of %s failed.".formatted(dataClass), e);
                if (failed == null) {
                    failed = one;
                } else {
                    failed.addSuppressed(one);
                }
            }
        }
        overdue();
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Purges a class, or goes on with its purge that was interrupted.
     *
     * @param again also if it has been purged today
     * @return the receipt; null if there was nothing to do, or somebody writes to what would go and it goes later
     */
    @Nullable
    PurgeReceipt run(DataClass dataClass, boolean again) throws SQLException {
        applyWhatIsDue(dataClass);
        UUID purge = Transaction.run(dataSource, transaction -> begin(transaction, dataClass, again));
        if (purge == null) {
            return null;
        }
        try {
            for (RetainedData data : kept.of(dataClass)) {
                remove(dataClass, purge, data);
            }
            return Transaction.run(dataSource, transaction -> finish(transaction, dataClass, purge));
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                LOG.info("The purge of {} goes on later: a day of it is in use.", dataClass);
                return null;
            }
            throw e;
        }
    }

    /** A shorter window that was agreed on takes effect. */
    private void applyWhatIsDue(DataClass dataClass) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            PendingWindow seen = RuleTable.find(transaction, dataClass).pending();
            if (seen == null || seen.effectiveAt().isAfter(now())) {
                return false;
            }
            Rule rule = RuleTable.lock(transaction, dataClass);
            PendingWindow pending = rule.pending();
            if (pending == null || pending.effectiveAt().isAfter(now())) {
                return false;
            }
            Rule next = new Rule(dataClass, pending.window(), null, rule.confirmedAt(), rule.version() + 1);
            RuleTable.update(transaction, next);
            audit.append(
                    transaction,
                    act(
                            "retention.shorten",
                            dataClass,
                            Map.of(
                                    "before", rule.window().toString(),
                                    "after", next.window().toString())));
            news.tell(transaction, Retention.changed(next));
            return true;
        });
    }

    private @Nullable UUID begin(Connection transaction, DataClass dataClass, boolean again) throws SQLException {
        Rule rule = RuleTable.lock(transaction, dataClass);
        PurgeReceipt unfinished = PurgeTable.lockUnfinished(transaction, dataClass);
        if (unfinished != null) {
            return UUID.fromString(unfinished.id());
        }
        Instant cutoff = rule.cutoff(now());
        PurgeReceipt last = PurgeTable.last(transaction, dataClass);
        boolean isDue = switch (ClassRule.of(dataClass).grain()) {
            case DAY -> last == null || !last.cutoff().equals(cutoff);
            case MOMENT ->
                last == null || isOfAnotherDay(last, cutoff) || kept.older(transaction, dataClass, cutoff) > 0;
        };
        return !again && !isDue ? null : PurgeTable.begin(transaction, dataClass, cutoff, now());
    }

    private static boolean isOfAnotherDay(PurgeReceipt last, Instant cutoff) {
        return !last.cutoff().truncatedTo(ChronoUnit.DAYS).equals(cutoff.truncatedTo(ChronoUnit.DAYS));
    }

    private void remove(DataClass dataClass, UUID purge, RetainedData data) throws SQLException {
        boolean more = true;
        while (more) {
            more = Transaction.run(dataSource, transaction -> {
                Rule rule = RuleTable.lock(transaction, dataClass);
                PurgeReceipt open = PurgeTable.lockUnfinished(transaction, dataClass);
                if (open == null || !open.id().equals(purge.toString())) {
                    // Another node has ended it.
                    return false;
                }
                RetainedData.Removed removed = data.remove(transaction, cutoff(transaction, rule, open), ROWS_A_STEP);
                PurgeTable.count(transaction, purge, removed.rows());
                return removed.more();
            });
        }
    }

    /** The purge's, or the present one where the window got longer since it began: what may stay by now stays. */
    private Instant cutoff(Connection transaction, Rule rule, PurgeReceipt open) throws SQLException {
        Instant present = rule.cutoff(now());
        if (!present.isBefore(open.cutoff())) {
            return open.cutoff();
        }
        PurgeTable.narrow(transaction, UUID.fromString(open.id()), present);
        return present;
    }

    private @Nullable PurgeReceipt finish(Connection transaction, DataClass dataClass, UUID purge) throws SQLException {
        RuleTable.lock(transaction, dataClass);
        PurgeReceipt open = PurgeTable.lockUnfinished(transaction, dataClass);
        if (open == null || !open.id().equals(purge.toString())) {
            return null;
        }
        PurgeReceipt receipt = PurgeTable.finish(transaction, open, kept.oldest(transaction, dataClass), now());
        audit.append(transaction, act("retention.purge", dataClass, told(receipt)));
        news.tell(
                transaction,
                new News(
                        "retention.purged",
                        "purge:" + receipt.id(),
                        null,
                        new News.Audience.Having(Capability.VIEW_POLICY)));
        return receipt;
    }

    private static Map<String, String> told(PurgeReceipt receipt) {
        Map<String, String> told = new HashMap<>(Map.of(
                "purge", "purge:" + receipt.id(),
                "cutoff", receipt.cutoff().toString(),
                "deleted", Long.toString(receipt.deleted()),
                "digest", String.valueOf(receipt.digest())));
        if (receipt.oldestRemaining() != null) {
            told.put("oldest", receipt.oldestRemaining().toString());
        }
        return told;
    }

    private static Act act(String action, DataClass dataClass, Map<String, String> details) {
        return new Act(
                new Actor.Automatic(), action, Act.Outcome.DONE, Retention.subject(dataClass), null, null, details);
    }

    /** The classes that something is older of than may be. */
    List<DataClass> overdue() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            Instant now = now();
            List<DataClass> found = new ArrayList<>();
            for (DataClass dataClass : kept.classes()) {
                Instant oldest = kept.oldest(connection, dataClass);
                if (oldest != null
                        && oldest.isBefore(RuleTable.find(connection, dataClass).limit(now))) {
                    found.add(dataClass);
                }
            }
            overdue.set(found.size());
            return found;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
