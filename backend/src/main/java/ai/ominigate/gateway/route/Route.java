package ai.ominigate.gateway.route;

import ai.ominigate.catalog.Upstream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One call's way through the upstreams of its model: the lowest priority number first, by weight among equals, never
 * one whose breaker is open, and each once before any twice. Used by one thread.
 */
public final class Route {

    /** One try at one upstream. Tell exactly once how it went. */
    public static final class Attempt {
        private final Upstream upstream;
        private final Breaker breaker;

        private Attempt(Upstream upstream, Breaker breaker) {
            this.upstream = upstream;
            this.breaker = breaker;
        }

        /** Where this try goes. */
        public Upstream upstream() {
            return upstream;
        }

        /** The upstream answered as it should, or refused a call that was at fault itself. */
        public void succeeded() {
            breaker.succeeded();
        }

        /** The upstream is ill: unreachable, silent, overloaded or broken. */
        public void failed() {
            breaker.failed(System.nanoTime());
        }

        /** The try ended without a verdict, for instance because the caller left. */
        public void abandoned() {
            breaker.abandoned();
        }
    }

    private final List<Upstream> left;
    private final Router router;
    private final RouteSettings settings;
    private int attempts;
    private int repeats;

    /** @param upstreams the route's own from here on */
    Route(List<Upstream> upstreams, Router router, RouteSettings settings) {
        this.left = upstreams;
        this.router = router;
        this.settings = settings;
    }

    /** How many tries were begun. */
    public int attempts() {
        return attempts;
    }

    /** The next upstream to try, or null when none is left that may be tried. */
    @Nullable
    public Attempt next() {
        long now = System.nanoTime();
        while (attempts < settings.attempts() && !left.isEmpty()) {
            Upstream chosen = left.remove(choose());
            Breaker breaker = router.breaker(chosen);
            if (router.admits(chosen) && breaker.tryPass(now)) {
                attempts++;
                return new Attempt(chosen, breaker);
            }
        }
        return null;
    }

    /** The same upstream once more, or null when it may not be tried again. */
    @Nullable
    public Attempt again(Upstream upstream) {
        Breaker breaker = router.breaker(upstream);
        if (attempts >= settings.attempts() || !router.admits(upstream) || !breaker.tryPass(System.nanoTime())) {
            return null;
        }
        attempts++;
        return new Attempt(upstream, breaker);
    }

    /**
     * How long to wait before the same upstream is tried again.
     *
     * @param retryAfter what the upstream asked for, or null
     * @return nanoseconds; empty if it asked for longer than a call waits, or no try is left
     */
    public OptionalLong backOff(@Nullable Duration retryAfter) {
        if (attempts >= settings.attempts()) {
            return OptionalLong.empty();
        }
        if (retryAfter != null) {
            return retryAfter.compareTo(settings.retryAfterAtMost()) > 0
                    ? OptionalLong.empty()
                    : OptionalLong.of(retryAfter.toNanos());
        }
        long pause = settings.backOff().toNanos() << Math.min(repeats++, 6);
        return OptionalLong.of(pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1));
    }

    /** The index of one upstream of the lowest priority left, by weight. */
    private int choose() {
        if (left.size() == 1) {
            return 0;
        }
        int priority = Integer.MAX_VALUE;
        for (Upstream upstream : left) {
            priority = Math.min(priority, upstream.priority());
        }
        int total = 0;
        for (Upstream upstream : left) {
            total += upstream.priority() == priority ? upstream.weight() : 0;
        }
        int ticket = total == 1 ? 0 : ThreadLocalRandom.current().nextInt(total);
        for (int i = 0; i < left.size(); i++) {
            Upstream upstream = left.get(i);
            if (upstream.priority() == priority && (ticket -= upstream.weight()) < 0) {
                return i;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }
}
