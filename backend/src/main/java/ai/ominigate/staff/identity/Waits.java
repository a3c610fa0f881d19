package ai.ominigate.staff.identity;

import java.time.Duration;

/** How long to wait after failed tries: a second, twice as long after each, a minute at most; a quarter of an hour after ten. */
final class Waits {
    private static final int BARRED_AFTER = 10;
    private static final Duration BARRED = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofSeconds(64);

    private Waits() {}

    static Duration after(int failures) {
        if (failures <= 0) {
            return Duration.ZERO;
        }
        if (failures >= BARRED_AFTER) {
            return BARRED;
        }
        Duration doubled = Duration.ofSeconds(1L << (failures - 1));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
