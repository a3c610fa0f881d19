package ai.ominigate.credential;

import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpStatus;
import java.time.Duration;

/** How long to wait after failed tries: a second, twice as long after each, a minute at most; a quarter of an hour after ten. */
public final class Waits {
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

    /** What whoever has to wait is told. */
    public static Refused refusal(Duration wait) {
        long seconds = Math.ceilDiv(wait.toMillis(), 1000);
        return Refused.forNow(
                HttpStatus.TOO_MANY_REQUESTS,
                "too_many_tries",
                "Too many tries have failed. Try again in "
                        + (seconds < 120 ? seconds + " s." : Math.ceilDiv(seconds, 60) + " minutes."),
                wait);
    }
}
