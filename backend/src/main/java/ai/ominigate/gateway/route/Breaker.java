package ai.ominigate.gateway.route;

import java.util.concurrent.atomic.AtomicReference;

/**
 * Keeps calls away from an upstream that fails. Closed lets all calls through; enough failures in a row open it; once
 * it has been open for its pause, one call at a time probes, and one success closes it again. Shared by all event
 * loops without a lock.
 */
public final class Breaker {

    /** Where a breaker stands; what the metric shows. */
    public enum Standing {
        CLOSED,
        HALF_OPEN,
        OPEN
    }

    private record State(int failures, int openings, long openUntil, boolean probing) {
        static final State CLOSED = new State(0, 0, 0, false);

        boolean open() {
            return openings > 0;
        }
    }

    private final RouteSettings settings;
    private final AtomicReference<State> state = new AtomicReference<>(State.CLOSED);

    Breaker(RouteSettings settings) {
        this.settings = settings;
    }

    /** Whether a call may go now; a half-open breaker lets one through, which must then tell how it went. */
    boolean tryPass(long now) {
        State seen = state.get();
        if (!seen.open()) {
            return true;
        }
        if (seen.probing || now - seen.openUntil < 0) {
            return false;
        }
        return state.compareAndSet(seen, new State(seen.failures, seen.openings, seen.openUntil, true));
    }

    /** The upstream answered as it should. */
    void succeeded() {
        State seen = state.get();
        if (seen != State.CLOSED && (seen.open() || seen.failures > 0)) {
            state.compareAndSet(seen, State.CLOSED);
        }
    }

    /** The upstream failed in a way that says it is ill. */
    void failed(long now) {
        state.updateAndGet(seen -> {
            if (seen.open() && !seen.probing) {
                return seen; // a call that was let through before it opened
            }
            int failures = seen.failures + 1;
            if (!seen.open() && failures < settings.failuresToOpen()) {
                return new State(failures, 0, 0, false);
            }
            int openings = Math.min(seen.openings + 1, 16);
            return new State(failures, openings, now + pauseNanos(openings), false);
        });
    }

    /** A call that was let through ended without telling anything about the upstream. */
    void abandoned() {
        State seen = state.get();
        if (seen.probing) {
            state.compareAndSet(seen, new State(seen.failures, seen.openings, seen.openUntil, false));
        }
    }

    /** Where this breaker stands at that moment of {@link System#nanoTime()}. */
    public Standing standing(long now) {
        State seen = state.get();
        if (!seen.open()) {
            return Standing.CLOSED;
        }
        return seen.probing || now - seen.openUntil >= 0 ? Standing.HALF_OPEN : Standing.OPEN;
    }

    private long pauseNanos(int openings) {
        long pause = settings.openFor().toNanos() << Math.min(openings - 1, 10);
        return Math.min(pause, settings.openForAtMost().toNanos());
    }
}
