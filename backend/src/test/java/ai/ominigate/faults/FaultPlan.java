package ai.ominigate.faults;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * What the suite was asked for.
 *
 * @param seed decides what is decided at random: which fault comes next, when, at which byte. It does not decide how
 *     threads and processes take turns, so a seed brings a run back nearly, not exactly
 * @param budget how long the whole suite may take; counts scale with it
 * @param whole whether everything is run, or only what needs no tools and no rights
 * @param only the faults that are wanted, by a pattern found in their sentence
 * @param began when the suite began, by {@link System#nanoTime()}
 */
record FaultPlan(long seed, Duration budget, boolean whole, Pattern only, long began) {
    /** The budget for which counts are written down. */
    private static final Duration FULL = Duration.ofMinutes(40);

    /** From this budget on everything is run. */
    private static final Duration WHOLE = Duration.ofMinutes(10);

    /** What {@code ./mvnw verify} gives it. */
    private static final int MINUTES_OF_THE_SELECTION = 5;

    /** {@code -Dfaults.seed=}, {@code -Dfaults.minutes=} and {@code -Dfaults.only=}; each may be missing. */
    static FaultPlan asked() {
        Long seed = Long.getLong("faults.seed");
        Duration budget = Duration.ofMinutes(Integer.getInteger("faults.minutes", MINUTES_OF_THE_SELECTION));
        return new FaultPlan(
                seed == null ? System.nanoTime() & 0xFFFFFFFFL : seed,
                budget,
                budget.compareTo(WHOLE) >= 0,
                Pattern.compile(System.getProperty("faults.only", "")),
                System.nanoTime());
    }

    /** A count that is {@code inFull} with the full budget and in proportion with a smaller one, and at least 1. */
    int times(int inFull) {
        return Math.toIntExact(Math.max(1, Math.ceilDiv(inFull * budget.toMinutes(), FULL.toMinutes())));
    }

    /** A time that is {@code inFull} with the full budget and in proportion with a smaller one, and at least so long. */
    Duration time(Duration inFull, Duration least) {
        Duration scaled = inFull.multipliedBy(budget.toMinutes()).dividedBy(FULL.toMinutes());
        return scaled.compareTo(least) > 0 ? scaled : least;
    }

    /** What is left of the budget. */
    Duration left() {
        return budget.minusNanos(System.nanoTime() - began);
    }

    /** Random numbers of one purpose. */
    SplittableRandom random(String purpose) {
        return new SplittableRandom(seed * 31 + purpose.hashCode());
    }
}
