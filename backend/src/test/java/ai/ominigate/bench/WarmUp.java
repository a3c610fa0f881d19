package ai.ominigate.bench;

import java.time.Duration;
import java.util.Locale;

/** Loads a target until its compilers have settled, which shows in the processor time of a call. */
final class WarmUp {

    private static final Duration WINDOW = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    /** So many windows in a row must bring less than {@link #WORTH_WAITING}. */
    private static final int SETTLED_WINDOWS = 4;

    private static final double WORTH_WAITING = 0.03;
    private static final Duration STREAMS = Duration.ofSeconds(2);

    private double best = Double.MAX_VALUE;
    private int without;

    private WarmUp() {}

    static void of(Target target, Caller caller) {
        if (target.isDirect()) {
            caller.call(target, Scenario.MOST.load(Duration.ZERO, WINDOW.multipliedBy(2)));
        } else {
            new WarmUp().settle(target, caller);
        }
        caller.call(target, Scenario.STREAMS.load(Duration.ZERO, STREAMS));
        caller.call(target, Scenario.EVENTS.load(STREAMS, STREAMS));
    }

    private void settle(Target target, Caller caller) {
        long windows = LONGEST.dividedBy(WINDOW);
        for (int window = 1; window <= windows && without < SETTLED_WINDOWS; window++) {
            note(caller.sample(target, Scenario.MOST.load(Duration.ZERO, WINDOW))
                    .ownMicrosPerCall());
        }
        System.out.printf(Locale.ROOT, "  %s: %.1f µs a call after its warm-up%n", target.name(), best);
    }

    private void note(double micros) {
        without = micros < best * (1 - WORTH_WAITING) ? 0 : without + 1;
        best = Math.min(best, micros);
    }
}
