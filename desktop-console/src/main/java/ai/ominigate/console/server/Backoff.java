package ai.ominigate.console.server;

import java.time.Duration;

/** How long the console waits before it asks again. */
final class Backoff {

    /** While all is well: often enough to be believed, rarely enough to cost nothing. */
    static final Duration WHEN_UP = Duration.ofSeconds(15);

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Backoff() {}

    /**
     * One second after the first failure, then twice as long each time, at most half a minute.
     *
     * @param failures in a row, at least one
     */
    static Duration after(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("There is nothing to wait for after " + failures + " failures");
        }
        Duration doubled = FIRST.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
