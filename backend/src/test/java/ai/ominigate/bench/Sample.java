package ai.ominigate.bench;

import java.time.Duration;

/**
 * One round of one scenario.
 *
 * @param own processor time of the target's own processes while calls counted
 * @param database that of its PostgreSQL
 */
record Sample(Measured measured, Duration own, Duration database) {

    /** Microseconds for each of so many. */
    static double microsOf(Duration time, long count) {
        return time.toNanos() / 1000.0 / Math.max(1, count);
    }

    double ownMicrosPerCall() {
        return microsOf(own, measured.calls());
    }

    double databaseMicrosPerCall() {
        return microsOf(database, measured.calls());
    }
}
