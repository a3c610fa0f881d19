package ai.ominigate.gateway.limit;

import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What stays possible for whoever is slowed down beyond their own limits: calls in a second, and money in an hour. Counted
 * on this node, which is given its part where there are several, by the generic cell rate algorithm (ITU-T I.371): a second's calls, or an hour's money, may come at
 * once and come back evenly.
 */
@Singleton
public final class Throttles {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long HOUR = Duration.ofHours(1).toNanos();

    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<UUID, Use> uses = new ConcurrentHashMap<>();

    @Inject
    Throttles() {
        this(System::nanoTime);
    }

    /** @param nanoTime what {@link System#nanoTime()} is otherwise */
    Throttles(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** When what was taken is all there again, by {@link System#nanoTime()}. */
    private static final class Use {
        final AtomicLong callsFullAt;
        final AtomicLong moneyFullAt;

        Use(long now) {
            callsFullAt = new AtomicLong(now);
            moneyFullAt = new AtomicLong(now);
        }

        boolean isIdle(long now) {
            return callsFullAt.get() - now < 0 && moneyFullAt.get() - now < 0;
        }
    }

    /**
     * Counts this call.
     *
     * @param throttle names it for as long as it is in force
     * @param requestsPerSecond null for no such limit
     * @param nanosPerHour nano-dollars; null for no such limit
     * @param nanos what the call may cost at most, in nano-dollars
     * @return granted with a permit, or denied; never over a spending limit, as that is the key's own
     */
    public Admission admit(UUID throttle, @Nullable Double requestsPerSecond, @Nullable Long nanosPerHour, long nanos) {
        long now = nanoTime.getAsLong();
        Use use = uses.computeIfAbsent(throttle, _ -> new Use(now));
        if (nanosPerHour != null) {
            long wait = take(use.moneyFullAt, now, moneyShare(nanos, nanosPerHour), HOUR);
            if (wait > 0) {
                return denied("spends", wait);
            }
        }
        if (requestsPerSecond != null) {
            long share = Math.max(1, (long) (SECOND / requestsPerSecond));
            long wait = take(use.callsFullAt, now, share, Math.max(SECOND, share));
            if (wait > 0) {
                if (nanosPerHour != null) {
                    use.moneyFullAt.addAndGet(-moneyShare(nanos, nanosPerHour));
                }
                return denied("calls", wait);
            }
        }
        return new Admission.Granted(new Held(use, nanosPerHour, nanos), Admission.Standing.UNLIMITED);
    }

    /** Takes the share unless more than there is at once would be missing then; else how long to wait for it. */
    private static long take(AtomicLong fullAt, long now, long share, long atOnce) {
        while (true) {
            long before = fullAt.get();
            long after = (before - now > 0 ? before : now) + share;
            long wait = after - now - atOnce;
            if (wait > 0) {
                return wait;
            }
            if (fullAt.compareAndSet(before, after)) {
                return 0;
            }
        }
    }

    /** How much of an hour so much money is; two hours at most, so that no number overflows. */
    private static long moneyShare(long nanos, long nanosPerHour) {
        return (long) Math.min(2.0 * HOUR, (double) HOUR * nanos / nanosPerHour);
    }

    private static Admission denied(String does, long waitNanos) {
        Duration retry = Duration.ofNanos(Math.min(waitNanos, HOUR));
        return new Admission.Denied(
                "This key " + does
                        + " no more than it may at present: it, its account or its network is slowed down, as"
                        + " something unusual was seen. Try again in " + GoDuration.format(retry) + ".",
                retry,
                Admission.Standing.UNLIMITED);
    }

    /** Forgets whom nothing is missing of. */
    @Scheduled(fixedDelay = "1m", initialDelay = "1m")
    void forgetIdle() {
        long now = nanoTime.getAsLong();
        uses.values().removeIf(use -> use.isIdle(now));
    }

    private static final class Held implements Admission.Permit {
        private final Use use;
        private final @Nullable Long nanosPerHour;
        private final AtomicLong heldNanos;
        private final AtomicBoolean over = new AtomicBoolean();

        Held(Use use, @Nullable Long nanosPerHour, long nanos) {
            this.use = use;
            this.nanosPerHour = nanosPerHour;
            this.heldNanos = new AtomicLong(nanos);
        }

        /** An answer that has begun is not cut off: what it takes is missing afterwards. */
        @Override
        public boolean grow(long nanos) {
            if (nanosPerHour != null) {
                use.moneyFullAt.addAndGet(moneyShare(nanos, nanosPerHour));
                heldNanos.addAndGet(nanos);
            }
            return true;
        }

        @Override
        public void close(long tokensUsed, long nanosSpent) {
            if (nanosPerHour != null && over.compareAndSet(false, true)) {
                use.moneyFullAt.addAndGet(
                        moneyShare(nanosSpent, nanosPerHour) - moneyShare(heldNanos.get(), nanosPerHour));
            }
        }
    }
}
