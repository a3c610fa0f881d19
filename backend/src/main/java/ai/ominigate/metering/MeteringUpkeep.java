package ai.ominigate.metering;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What metering does now and then, on one virtual thread: looks what other nodes have spent, and makes days ahead. */
final class MeteringUpkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MeteringUpkeep.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);
    private static final Duration BETWEEN_DAYS = Duration.ofHours(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(2);

    private final MeteredSpend spend;
    private final UsageDays days;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("metering-upkeep").unstarted(this::run);
    private long nextDays = System.nanoTime() + BETWEEN_DAYS.toNanos();
    private boolean lookedWell = true;

    MeteringUpkeep(MeteredSpend spend, UsageDays days) {
        this.spend = spend;
        this.days = days;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!stopping.await(BETWEEN_LOOKS.toNanos(), TimeUnit.NANOSECONDS)) {
                lookAround();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookAround() {
        try {
            spend.refresh();
            if (System.nanoTime() - nextDays >= 0) {
                days.makeAhead();
                spend.forgetOld();
                nextDays = System.nanoTime() + BETWEEN_DAYS.toNanos();
            }
            lookedWell = true;
        } catch (SQLException | RuntimeException e) {
            if (lookedWell) {
                LOG.warn("What other nodes spend is not known for now: {}", e.toString());
            }
            lookedWell = false;
        }
    }

    @Override
    public void close() {
        stopping.countDown();
        try {
            if (!thread.join(STOP_PATIENCE)) {
                thread.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
