package ai.ominigate.abuse;

import ai.ominigate.platform.BinaryCopy;
import ai.ominigate.platform.DatabaseAway;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps entries in memory for a moment and writes them to PostgreSQL in batches, from one virtual thread. While the
 * database is away entries wait; more than fit are counted and dropped, for a call never waits for its log.
 */
@Singleton
final class QueuedOperationalLog implements OperationalLog {
    /** Entries that wait in memory at most, about 50 MB of them. */
    static final int MAX_QUEUED = 50_000;

    private static final Logger LOG = LoggerFactory.getLogger(QueuedOperationalLog.class);
    private static final int BATCH = 2_000;
    private static final Duration GATHERING = Duration.ofMillis(200);
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);
    private static final Duration BETWEEN_DAY_CHECKS = Duration.ofHours(1);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final LogDays days;
    private final int capacity;
    private final ConcurrentLinkedQueue<Entry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final Counter written;
    private final Counter dropped;
    private final Counter unwritable;
    private final Thread writer;
    private volatile boolean stopping;
    private long nextDayCheck = System.nanoTime();
    private long nextWarning = System.nanoTime();

    @Inject
    QueuedOperationalLog(DataSource dataSource, LogDays days, MeterRegistry metrics) {
        this(dataSource, days, metrics, MAX_QUEUED);
    }

    QueuedOperationalLog(DataSource dataSource, LogDays days, MeterRegistry metrics, int capacity) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.days = days;
        this.capacity = capacity;
        this.written = Counter.builder("ominigate.operational.log.written")
                .description("Entries of the operational log that are in the database")
                .register(metrics);
        this.dropped = droppedFor("full", metrics);
        this.unwritable = droppedFor("unwritable", metrics);
        Gauge.builder("ominigate.operational.log.queued", queued, AtomicInteger::get)
                .description("Entries of the operational log that wait in memory")
                .register(metrics);
        this.writer = Thread.ofVirtual().name("operational-log").unstarted(this::run);
    }

    private static Counter droppedFor(String reason, MeterRegistry metrics) {
        return Counter.builder("ominigate.operational.log.dropped")
                .description("Entries of the operational log that were lost")
                .tag("reason", reason)
                .register(metrics);
    }

    @PostConstruct
    void start() {
        writer.start();
    }

    @Override
    public void record(Entry entry) {
        if (queued.incrementAndGet() > capacity) {
            queued.decrementAndGet();
            dropped.increment();
            return;
        }
        queue.add(entry);
    }

    /** Writes what waits, if the database lets it within a few seconds, and ends. */
    @PreDestroy
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(writer);
        if (writer.getState() != Thread.State.NEW && !writer.join(STOP_PATIENCE)) {
            LOG.warn("Stopped with {} entries of the operational log not written.", queued);
        }
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        List<Entry> batch = new ArrayList<>();
        while (!stopping || queued.get() > 0) {
            if (batch.isEmpty()) {
                batch = gather();
            }
            try {
                checkDays();
                write(batch);
                retry = FIRST_RETRY;
            } catch (SQLException e) {
                if (stopping) {
                    LOG.warn("Stopped with {} entries of the operational log not written.", queued);
                    return;
                }
                warn(e);
                LockSupport.parkNanos(retry.toNanos());
                retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
            } catch (RuntimeException e) {
                // A mistake of ours must not end the log for good. The message may hold what a caller sent.
                LOG.error("{} entries of the operational log are lost to a {}", batch.size(), e.getClass());
                unwritable.increment(batch.size());
                queued.addAndGet(-batch.size());
                batch.clear();
            }
        }
    }

    private List<Entry> gather() {
        if (queued.get() < BATCH && !stopping) {
            LockSupport.parkNanos(GATHERING.toNanos());
        }
        List<Entry> batch = new ArrayList<>();
        for (Entry next = queue.poll(); next != null; next = batch.size() < BATCH ? queue.poll() : null) {
            batch.add(next);
        }
        return batch;
    }

    private void checkDays() throws SQLException {
        if (System.nanoTime() - nextDayCheck >= 0) {
            days.keepUp();
            nextDayCheck = System.nanoTime() + BETWEEN_DAY_CHECKS.toNanos();
        }
    }

    /**
     * Leaves in the batch what is not written.
     *
     * @throws SQLException when it makes sense to try again
     */
    private void write(List<Entry> batch) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        try {
            insert(batch);
            written.increment(batch.size());
            queued.addAndGet(-batch.size());
            batch.clear();
        } catch (SQLException e) {
            if (!isAboutData(e)) {
                throw e;
            }
            writeOneByOne(batch);
        }
    }

    /** So that one entry which the database refuses takes no other with it. */
    private void writeOneByOne(List<Entry> batch) throws SQLException {
        while (!batch.isEmpty()) {
            try {
                insert(batch.subList(0, 1));
                written.increment();
            } catch (SQLException e) {
                if (!isAboutData(e)) {
                    throw e;
                }
                unwritable.increment();
                warn(e);
            }
            batch.removeFirst();
            queued.decrementAndGet();
        }
    }

    private void insert(List<Entry> entries) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            doNotWaitForDisk(connection);
            try (BinaryCopy rows = BinaryCopy.into(connection, 9, """
                    abuse.operational_log (time, address, method, path_template, status, key_id, headers, account_id, member_id)
                    """)) {
                for (Entry entry : entries) {
                    rows.row()
                            .timestamp(entry.time().toEpochMilli())
                            .inet(entry.address())
                            .text(entry.method())
                            .text(entry.pathTemplate())
                            .int2(entry.status())
                            .uuid(entry.key())
                            .jsonb(entry.headers().toJson())
                            .uuid(entry.account())
                            .uuid(entry.member());
                }
                rows.finish();
            }
            connection.commit();
        }
    }

    /**
     * The disk is the one that the journal writes to: each flush for these rows would make calls wait. A database that
     * falls loses the last moment of them, as a node that falls loses what it had gathered.
     */
    private static void doNotWaitForDisk(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL synchronous_commit = off");
        }
    }

    /** SQLSTATE classes 22 (data exception) and 23 (constraint violation). */
    private static boolean isAboutData(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    /** Says the SQLSTATE alone: the database's message can hold the row, and with it an address. */
    private void warn(SQLException e) {
        if (System.nanoTime() - nextWarning >= 0) {
            nextWarning = System.nanoTime() + BETWEEN_WARNINGS.toNanos();
            LOG.warn(
                    "The operational log cannot be written now ({}); {} entries wait, {} were dropped so far.",
                    DatabaseAway.is(e) ? "the database is away" : "SQLSTATE " + e.getSQLState(),
                    queued,
                    (long) dropped.count());
        }
    }
}
