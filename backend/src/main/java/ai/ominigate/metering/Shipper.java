package ai.ominigate.metering;

import ai.ominigate.billing.Charge;
import ai.ominigate.billing.Settlement;
import ai.ominigate.metering.UsageStore.Cursor;
import ai.ominigate.metering.UsageStore.Ended;
import ai.ominigate.personal.NobodysAccounts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the journal holds into the database, in order, on one virtual thread.
 *
 * <p>A batch is one transaction: the calls' rows, the rollups of those rows that are new, the money for them, and the
 * cursor. Whatever happens between, the batch is there wholly or not at all; and because only new rows count, sending
 * it again after an answer was lost changes nothing. So it is sent until it is stored, however long the database is
 * away, and nothing is ever left out.
 *
 * <p>A segment of the journal goes when everything in it is stored and none of its calls is still open.
 */
final class Shipper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Shipper.class);

    /** Calls in one transaction at most. */
    static final int BATCH = 4_000;

    /** How long calls gather for a batch. */
    private static final Duration GATHERING = Duration.ofMillis(50);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(3);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(12);

    /** For how long the database may be silent in the middle of a batch until it counts as away. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private static final String TIMEOUTS = """
            SET LOCAL lock_timeout = '5s';
            SET LOCAL statement_timeout = '20s';
            SET LOCAL idle_in_transaction_session_timeout = '30s'
            """;

    private final FileJournal journal;
    private final DataSource database;
    private final Settlement settlement;
    private final UsageDays days;
    private final NobodysAccounts nobodysAccounts;
    private final WhenDrained whenDrained;
    private final JournalPosition endOfEarlierStarts;
    private final Thread thread = Thread.ofVirtual().name("usage-shipper").unstarted(this::run);
    private final Map<UUID, Long> openCalls = new HashMap<>();
    private final AtomicBoolean idle = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final Counter shipped;
    private final Counter duplicates;
    private final Counter retries;
    private final Timer transactionTime;
    private volatile @Nullable JournalPosition position;
    private volatile long caughtUpAt = System.nanoTime();
    private volatile boolean urgent;
    private volatile boolean stopping;
    private long nextWarning = System.nanoTime();
    private boolean toldAway;

    /** What is to be done once everything that earlier starts of this node left in the journal is stored. */
    interface WhenDrained {
        void run() throws SQLException;
    }

    Shipper(
            FileJournal journal,
            DataSource database,
            Settlement settlement,
            UsageDays days,
            NobodysAccounts nobodysAccounts,
            MeterRegistry metrics,
            WhenDrained whenDrained) {
        this.journal = journal;
        this.database = database;
        this.settlement = settlement;
        this.days = days;
        this.nobodysAccounts = nobodysAccounts;
        this.whenDrained = whenDrained;
        this.endOfEarlierStarts = journal.durable();
        this.shipped = Counter.builder("ominigate.shipper.rows")
                .description("calls stored in the database")
                .register(metrics);
        this.duplicates = Counter.builder("ominigate.shipper.duplicates")
                .description("calls sent to the database that were stored already")
                .register(metrics);
        this.retries = Counter.builder("ominigate.shipper.retries")
                .description("times the database did not do what the shipper asked of it")
                .register(metrics);
        this.transactionTime = Timer.builder("ominigate.shipper.transaction")
                .description("how long storing one batch takes")
                .publishPercentileHistogram()
                .register(metrics);
        Gauge.builder("ominigate.shipper.lag", this, Shipper::lagSeconds)
                .description("seconds since everything durable was stored; near 0 is healthy")
                .baseUnit("seconds")
                .register(metrics);
        journal.onSync(this::wake);
    }

    /** Begins to ship. */
    void start() {
        thread.start();
    }

    /**
     * Waits until everything that is durable now is stored.
     *
     * @return whether it is, within the time
     */
    boolean awaitShipped(Duration patience) throws InterruptedException {
        JournalPosition wanted = journal.durable();
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!isShipped(wanted)) {
                if (left <= 0) {
                    return false;
                }
                urgent = true;
                LockSupport.unpark(thread);
                left = moved.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isShipped(JournalPosition wanted) {
        JournalPosition now = position;
        return now != null && now.compareTo(wanted) >= 0;
    }

    /** Seconds for which something durable has been waiting to be stored; 0 if nothing has. */
    double lagSeconds() {
        return isShipped(journal.durable()) ? 0 : (System.nanoTime() - caughtUpAt) / 1e9;
    }

    private void wake() {
        if (idle.get() && idle.compareAndSet(true, false)) {
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        try (JournalReader reader = journal.read(firstPosition())) {
            moveTo(reader.position());
            boolean drained = false;
            while (true) {
                if (!drained && isShipped(endOfEarlierStarts)) {
                    untilItWorks(whenDrained::run);
                    drained = true;
                }
                awaitWork();
                Batch batch = read(reader);
                ship(batch);
                if (Thread.interrupted()) {
                    throw new Stopped();
                }
                if (stopping && isShipped(journal.durable())) {
                    return;
                }
            }
        } catch (IOException e) {
            journal.fail(e);
        } catch (Stopped e) {
            LOG.warn("Stopped with usage not stored; it is in the journal and will be after the next start.");
        }
    }

    private JournalPosition firstPosition() throws Stopped {
        Duration pause = FIRST_RETRY;
        while (true) {
            try (Connection connection = database.getConnection()) {
                Cursor cursor = UsageStore.cursor(connection, journal.node());
                return cursor == null ? journal.oldest() : journal.stillRead(cursor.position(), cursor.epoch());
            } catch (SQLException e) {
                pause = pauseAfter(e, pause);
            }
        }
    }

    private void awaitWork() {
        while (isShipped(journal.durable()) && goingOn()) {
            caughtUpAt = System.nanoTime();
            idle.set(true);
            if (isShipped(journal.durable()) && goingOn()) {
                LockSupport.park(this);
            }
            idle.set(false);
        }
        long gathered = System.nanoTime() + GATHERING.toNanos();
        for (long left = GATHERING.toNanos(); left > 0; left = gathered - System.nanoTime()) {
            if (urgent || !goingOn() || isFarBehind()) {
                break;
            }
            LockSupport.parkNanos(this, left);
        }
        urgent = false;
    }

    private boolean goingOn() {
        return !stopping && !Thread.currentThread().isInterrupted();
    }

    /** Whether a whole batch is waiting already; then there is nothing to gather for. */
    private boolean isFarBehind() {
        JournalPosition now = position;
        return now != null && journal.durable().seq() - now.seq() >= BATCH;
    }

    /** Calls that have ended, and what of the journal they cover. */
    private record Batch(List<Ended> calls, JournalPosition from, JournalPosition to) {}

    private Batch read(JournalReader reader) throws IOException {
        JournalPosition from = reader.position();
        List<Ended> calls = new ArrayList<>();
        while (calls.size() < BATCH) {
            JournalRecord next = reader.next();
            if (next == null) {
                break;
            }
            switch (next.event()) {
                case CallEvent.Intent intent ->
                    openCalls.put(intent.id(), reader.position().segment());
                case CallEvent.Progress _ -> {}
                case CallEvent.Final end -> {
                    openCalls.remove(end.id());
                    calls.add(new Ended(end, next.answer()));
                }
            }
        }
        return new Batch(calls, from, reader.position());
    }

    private void ship(Batch batch) throws IOException, Stopped {
        boolean worthATransaction =
                !batch.calls().isEmpty() || batch.from().segment() < batch.to().segment();
        if (worthATransaction) {
            untilItWorks(() -> store(batch));
        }
        moveTo(batch.to());
        long oldestOpen = openCalls.isEmpty() ? Long.MAX_VALUE : Collections.min(openCalls.values());
        journal.removeBefore(Math.min(batch.to().segment(), oldestOpen));
    }

    private interface DatabaseWork {
        void run() throws SQLException;
    }

    private void untilItWorks(DatabaseWork work) throws Stopped {
        Duration pause = FIRST_RETRY;
        while (true) {
            try {
                work.run();
                tellBack();
                return;
            } catch (SQLException | RuntimeException e) {
                pause = pauseAfter(e, pause);
            }
        }
    }

    private void store(Batch batch) throws SQLException {
        long start = System.nanoTime();
        days.makeFor(batch.calls());
        int fresh;
        try (Connection connection = database.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
            connection.setAutoCommit(false);
            try {
                fresh = storeIn(connection, batch);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                rollBack(connection, e);
                throw e;
            }
        }
        transactionTime.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        shipped.increment(fresh);
        duplicates.increment(batch.calls().size() - fresh);
    }

    private int storeIn(Connection transaction, Batch batch) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute(TIMEOUTS);
        }
        UsageStore.moveCursor(transaction, journal.node(), new Cursor(journal.epoch(), batch.to()));
        if (batch.calls().isEmpty()) {
            return 0;
        }
        List<Ended> fresh =
                UsageStore.insert(transaction, journal.node(), withoutThoseForgotten(transaction, batch.calls()));
        List<Charge> charges = charges(fresh);
        if (!charges.isEmpty()) {
            settlement.post(transaction, nameOf(fresh), charges);
        }
        return fresh.size();
    }

    /** Calls of people who were forgotten since are billed and counted as nobody's. */
    private List<Ended> withoutThoseForgotten(Connection transaction, List<Ended> calls) throws SQLException {
        Set<UUID> accounts = calls.stream().map(call -> call.event().account()).collect(Collectors.toSet());
        Set<UUID> nobodys = nobodysAccounts.among(transaction, accounts);
        return nobodys.isEmpty()
                ? calls
                : calls.stream()
                        .map(call -> nobodys.contains(call.event().account())
                                ? new Ended(call.event().ofNobody(), null)
                                : call)
                        .toList();
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** One charge for each account and lease whose new calls cost something, in the order of their ids. */
    private static List<Charge> charges(List<Ended> fresh) {
        Map<UUID, Map<UUID, Long>> sums = new TreeMap<>();
        for (Ended call : fresh) {
            CallEvent.Final end = call.event();
            if (end.costNanos() > 0) {
                sums.computeIfAbsent(end.account(), _ -> new TreeMap<>())
                        .merge(end.lease(), end.costNanos(), Math::addExact);
            }
        }
        List<Charge> charges = new ArrayList<>();
        sums.forEach((account, byLease) ->
                byLease.forEach((lease, nanos) -> charges.add(new Charge(account, lease, nanos))));
        return charges;
    }

    /**
     * The batch's name, made of the calls it bills: a call is new only once, so no other batch can have it, and the same
     * one sent again has the same.
     */
    private static UUID nameOf(List<Ended> fresh) {
        ByteBuffer ids = ByteBuffer.allocate(fresh.size() * 2 * Long.BYTES);
        fresh.forEach(call -> EventCodec.putUuid(ids, call.event().id()));
        try {
            ByteBuffer hash =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(ids.array()));
            // Version 8, variant 2: an identifier of our own making (RFC 9562).
            long high = (hash.getLong() & ~0xF000L) | 0x8000L;
            long low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void moveTo(JournalPosition to) {
        lock.lock();
        try {
            position = to;
            moved.signalAll();
        } finally {
            lock.unlock();
        }
        if (isShipped(journal.durable())) {
            caughtUpAt = System.nanoTime();
        }
    }

    private Duration pauseAfter(Exception problem, Duration pause) throws Stopped {
        retries.increment();
        if (!goingOn()) {
            throw new Stopped();
        }
        if (System.nanoTime() - nextWarning >= 0) {
            nextWarning = System.nanoTime() + BETWEEN_WARNINGS.toNanos();
            toldAway = true;
            LOG.warn("Usage cannot be stored for now; it waits in the journal: {}", problem.toString());
        }
        long until = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0 && goingOn(); left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : doubled;
    }

    private void tellBack() {
        if (toldAway) {
            toldAway = false;
            LOG.info("Usage is stored again");
        }
    }

    /** The node is stopping and the database does not take the rest. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1L;

        Stopped() {
            super("stopped", null, false, false);
        }
    }

    /** Ships what is durable, if the database takes it within a few seconds, and ends. */
    @Override
    public void close() {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
