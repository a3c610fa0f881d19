package ai.ominigate.billing;

import ai.ominigate.platform.Notifications;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does for this node's leases what time asks for: renews them, gives idle ones back, forgets old ones. */
final class LeaseUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseUpkeep.class);

    /** How often calls that wait for the database, and idle slices, are looked at. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    /** How often it is looked how fast accounts spend. */
    private static final Duration MEASURE_EVERY = Duration.ofSeconds(1);

    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);
    private static final Duration FORGET_AFTER = Duration.ofDays(7);

    /** One for each job, so that none waits for another that waits for the database. */
    private static final int THREADS = 5;

    private final LeasedHolds holds;
    private final LeaseStore store;
    private final Notifications.Subscription recalls;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(
            THREADS, Thread.ofVirtual().name("lease-upkeep-", 0).factory());

    LeaseUpkeep(LeasedHolds holds, LeaseStore store, LeaseSettings settings, Notifications notifications) {
        this.holds = holds;
        this.store = store;
        holds.renew();
        every(LOOK_EVERY, holds::renewWhenDue);
        every(LOOK_EVERY, holds::expireWaiting);
        every(MEASURE_EVERY, holds::keepAhead);
        every(LOOK_EVERY, holds::giveBackIdle);
        every(FORGET_EVERY, this::forgetClosed);
        this.recalls = notifications.listen(LeaseStore.RECALLS, holds::giveBackRecalled);
    }

    LeasedHolds holds() {
        return holds;
    }

    private void every(Duration time, Runnable job) {
        threads.scheduleWithFixedDelay(
                () -> {
                    try {
                        job.run();
                    } catch (RuntimeException e) {
                        // Thrown on, it would end the job for good.
                        LOG.error("The upkeep of leases failed and goes on", e);
                    }
                },
                time.toMillis(),
                time.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void forgetClosed() {
        try {
            store.forgetClosed(FORGET_AFTER);
        } catch (SQLException e) {
            LOG.warn("Old closed leases could not be deleted and are tried again: {}", e.getMessage());
        }
    }

    /** Gives back everything that no call holds. */
    @Override
    public void close() {
        recalls.close();
        threads.shutdownNow();
        holds.stop();
    }
}
