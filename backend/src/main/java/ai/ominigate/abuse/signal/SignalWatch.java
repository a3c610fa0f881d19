package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.review.Flag;
import ai.ominigate.catalog.PriceBook;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.platform.DatabaseAway;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.WorkGate;
import ai.ominigate.retention.Windows;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches on every node: one thread counts what this node and the others saw, another tells and hears the others once a
 * second and raises the flags, on one node of all. While the database is away, each node counts what it sees itself, and
 * the flags wait.
 */
@Context
final class SignalWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignalWatch.class);
    private static final Duration BETWEEN_COUNTS = Duration.ofMillis(100);
    private static final Duration BETWEEN_SHARES = Duration.ofSeconds(1);
    private static final Duration BETWEEN_UPKEEPS = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(3);

    /** Observations that one turn of counting takes at most. */
    private static final int AT_ONCE = 50_000;

    /** Batches for the others that wait while the database is away; the oldest are let go. */
    private static final int BATCHES_WAITING = 60;

    private static final int FLAGS_AT_ONCE = 200;
    private static final int HABITS_AT_ONCE = 2_000;

    private final Observations observations;
    private final SharedObservations shared;
    private final NetworkData networks;
    private final HabitStore store;
    private final PriceBook prices;
    private final RuleStore rules;
    private final RuleHealth health;
    private final FlagRaising flags;
    private final Windows windows;
    private final WorkGate gate;
    private final InstantSource clock;
    private final Detection detection;
    private final Episodes episodes;
    private final Notifications.Subscription subscription;

    private final BlockingQueue<List<Observation>> mine = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private final BlockingQueue<List<Observation>> theirs =
            new ArrayBlockingQueue<>(2 * SharedObservations.BATCHES_AT_ONCE);
    private final LongAdder unshared = new LongAdder();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Thread counter = Thread.ofVirtual().name("signals-count").unstarted(this::count);
    private final Thread sharer = Thread.ofVirtual().name("signals-share").unstarted(this::share);

    private volatile @Nullable Collection<RuleVersion> newVersions;
    private volatile @Nullable Set<UUID> newUnlearned;
    private volatile @Nullable Map<UUID, HabitStore.Written> habitsToSave;
    private volatile boolean habitsWanted;
    private long habitsSavedUpTo;
    private boolean loaded;
    private boolean sharedWell = true;
    private long nextUpkeep = System.nanoTime();

    @SuppressWarnings("TooManyParameters") // what it joins
    SignalWatch(
            Observations observations,
            NetworkData networks,
            HabitStore store,
            PriceBook prices,
            RuleStore rules,
            RuleHealth health,
            FlagRaising flags,
            DataSource dataSource,
            Notifications notifications,
            InstantSource clock,
            MeterRegistry metrics,
            Windows windows,
            WorkGate gate)
            throws SQLException {
        this.observations = observations;
        this.shared = new SharedObservations(dataSource, UUID.randomUUID());
        this.networks = networks;
        this.store = store;
        this.prices = prices;
        this.rules = rules;
        this.health = health;
        this.flags = flags;
        this.windows = windows;
        this.gate = gate;
        this.clock = clock;
        this.detection = new Detection(networks);
        this.episodes = new Episodes(windows.of(DataClass.OPERATIONAL_LOG));
        rules.seed();
        refreshRules();
        this.subscription = notifications.listen(RuleStore.CHANNEL, this::refreshRules);
        FunctionCounter.builder("ominigate.observations.unshared", unshared, LongAdder::sum)
                .description("Observations that the other nodes were not told of; 0 is healthy")
                .register(metrics);
    }

    @PostConstruct
    void start() {
        counter.start();
        sharer.start();
    }

    private void refreshRules() throws SQLException {
        newVersions = rules.present().stream().map(RuleStore.Decided::version).toList();
    }

    // ---- counting

    private void count() {
        try {
            caughtUp.await();
            List<Observation> batch = new ArrayList<>();
            long sharedAt = System.nanoTime();
            while (!stopping.await(BETWEEN_COUNTS.toNanos(), TimeUnit.NANOSECONDS)) {
                countTurn(batch);
                if (!batch.isEmpty() && System.nanoTime() - sharedAt >= BETWEEN_SHARES.toNanos() / 2) {
                    tellOthers(batch);
                    batch = new ArrayList<>();
                    sharedAt = System.nanoTime();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A mistake of ours ends the turn and not the watch. */
    private void countTurn(List<Observation> batch) {
        try {
            Collection<RuleVersion> versions = newVersions;
            if (versions != null) {
                newVersions = null;
                detection.use(versions);
            }
            Set<UUID> unlearned = newUnlearned;
            if (unlearned != null) {
                newUnlearned = null;
                detection.habits().unlearn(unlearned);
            }
            observations.drain(AT_ONCE, observation -> {
                batch.add(observation);
                detection.observe(observation, episodes::found);
            });
            for (List<Observation> heard = theirs.poll(); heard != null; heard = theirs.poll()) {
                heard.forEach(observation -> detection.observe(observation, episodes::found));
            }
            if (habitsWanted) {
                habitsWanted = false;
                habitsToSave = changedHabits();
            }
        } catch (RuntimeException e) {
            LOG.error("Observations could not be counted: {}", where(e));
        }
    }

    /** Not its message, which may hold an address. */
    private static String where(RuntimeException e) {
        return e.getClass().getName() + " at " + (e.getStackTrace().length == 0 ? "?" : e.getStackTrace()[0]);
    }

    private void tellOthers(List<Observation> batch) {
        while (!mine.offer(batch)) {
            List<Observation> oldest = mine.poll();
            if (oldest != null) {
                unshared.add(oldest.size());
            }
        }
    }

    private Map<UUID, HabitStore.Written> changedHabits() {
        Map<UUID, HabitStore.Written> changed = new HashMap<>();
        long upTo = habitsSavedUpTo;
        for (Map.Entry<UUID, KeyHabits> key : detection.habits().keys().asMap().entrySet()) {
            if (key.getValue().lastAt > habitsSavedUpTo && changed.size() < HABITS_AT_ONCE) {
                upTo = Math.max(upTo, key.getValue().lastAt);
                changed.put(
                        key.getKey(),
                        new HabitStore.Written("KEY", key.getValue().lastAt, ObservationJson.text(key.getValue())));
            }
        }
        for (Map.Entry<UUID, AccountHabits> account :
                detection.habits().accounts().asMap().entrySet()) {
            if (account.getValue().lastAt > habitsSavedUpTo && changed.size() < 2 * HABITS_AT_ONCE) {
                changed.put(
                        account.getKey(),
                        new HabitStore.Written(
                                "ACCOUNT", account.getValue().lastAt, ObservationJson.text(account.getValue())));
            }
        }
        habitsSavedUpTo = upTo;
        return changed;
    }

    // ---- sharing

    private void share() {
        try {
            do {
                if (gate.isOpen()) {
                    shareTurn();
                }
            } while (!stopping.await(BETWEEN_SHARES.toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            caughtUp.countDown();
        }
    }

    private void shareTurn() throws InterruptedException {
        try {
            if (!loaded) {
                catchUp();
            }
            boolean upkeep = System.nanoTime() - nextUpkeep >= 0;
            if (upkeep) {
                nextUpkeep = System.nanoTime() + BETWEEN_UPKEEPS.toNanos();
                networks.refresh();
                newUnlearned = store.unlearned();
                detection.launches().are(prices.soldSince());
                episodes.keepEvidenceFor(windows.of(DataClass.OPERATIONAL_LOG));
            }
            writeMine();
            hear();
            if (shared.isFlagging(clock.instant())) {
                raise();
                saveHabits();
                if (upkeep) {
                    keepUp();
                }
            }
            sharedWell = true;
        } catch (SQLException | IOException | RuntimeException e) {
            tell(e);
            loaded = true; // without the past, rather than not at all
            caughtUp.countDown();
        }
    }

    /** Before anything of now is counted, as the past would count for nothing after it. */
    private void catchUp() throws SQLException, IOException {
        store.load(detection.habits());
        detection.launches().are(prices.soldSince());
        detection.habits().unlearn(store.unlearned());
        List<List<Observation>> past;
        do {
            past = shared.read();
            past.forEach(batch -> batch.forEach(each -> detection.observe(each, episodes::found)));
        } while (past.size() == SharedObservations.BATCHES_AT_ONCE && stopping.getCount() > 0);
        episodes.allKnown();
        habitsSavedUpTo = clock.millis();
        loaded = true;
        caughtUp.countDown();
    }

    private void writeMine() throws SQLException {
        for (List<Observation> batch = mine.peek(); batch != null; batch = mine.peek()) {
            shared.write(batch, clock.instant());
            mine.remove(batch);
        }
    }

    private void hear() throws SQLException, InterruptedException {
        for (List<Observation> batch : shared.read()) {
            theirs.offer(batch, STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void raise() throws SQLException {
        List<Flag> found = episodes.take(clock.millis(), FLAGS_AT_ONCE);
        for (int i = 0; i < found.size(); i++) {
            try {
                flags.raise(found.get(i));
            } catch (SQLException | RuntimeException e) {
                found.subList(i, found.size()).forEach(episodes::putBack);
                throw e;
            }
        }
    }

    private void saveHabits() throws SQLException {
        Map<UUID, HabitStore.Written> changed = habitsToSave;
        if (changed != null) {
            store.save(changed);
            habitsToSave = null;
        }
    }

    private void keepUp() throws SQLException {
        habitsWanted = true;
        Instant now = clock.instant();
        shared.forgetOld(now);
        store.forgetObjected();
        health.check();
    }

    private void tell(Exception e) {
        if (e instanceof SQLException problem && DatabaseAway.is(problem)) {
            LOG.debug("What other nodes see is not known for now: {}", kind(e));
        } else if (sharedWell) {
            LOG.warn("What other nodes see is not known for now, and flags wait: {}", kind(e));
        }
        sharedWell = false;
    }

    /** The database's message can hold a row, and with it an address. */
    private static String kind(Exception e) {
        return switch (e) {
            case SQLException problem -> "SQLSTATE " + problem.getSQLState();
            case RuntimeException fault -> where(fault);
            default -> e.getClass().getName();
        };
    }

    @Override
    @PreDestroy
    public void close() {
        subscription.close();
        stopping.countDown();
        try {
            if (counter.join(STOP_PATIENCE) && sharer.join(STOP_PATIENCE)) {
                shared.stopFlagging();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            LOG.debug("Another node raises flags some seconds later: {}", kind(e));
        }
    }
}
