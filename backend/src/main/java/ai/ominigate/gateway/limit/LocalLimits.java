package ai.ominigate.gateway.limit;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.metering.KeySpend;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits counted in this process alone. Calls of one key meet at one compare-and-set and calls of different keys
 * nowhere.
 *
 * <p>A key may use its whole number per minute at once and has it back evenly within the minute. Spending is what the
 * usage knows of, and what the calls under way on this node may cost at most, and what the new call may.
 */
@Singleton
final class LocalLimits implements Limits {
    private static final CompletionStage<Admission> WITHOUT_LIMITS =
            CompletableFuture.completedStage(new Admission.Granted(Unlimited.INSTANCE, Admission.Standing.UNLIMITED));

    private final KeySpend spend;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final ConcurrentHashMap<UUID, AtomicReference<KeyUse>> keys = new ConcurrentHashMap<>();

    @Inject
    LocalLimits(KeySpend spend, InstantSource clock) {
        this(spend, clock, System::nanoTime);
    }

    /** @param nanoTime what {@link System#nanoTime()} is otherwise */
    LocalLimits(KeySpend spend, InstantSource clock, LongSupplier nanoTime) {
        this.spend = spend;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<Admission> admit(ApiKey key, long tokens, long nanos) {
        if (key.limits().equals(KeyLimits.NONE)) {
            return WITHOUT_LIMITS;
        }
        return CompletableFuture.completedStage(decide(key, tokens, nanos));
    }

    /** Decides at once. A permit granted here is a {@link Place}. */
    Admission decide(ApiKey key, long tokens, long nanos) {
        KeyLimits limits = key.limits();
        Asked asked = Asked.of(limits, tokens, nanos);
        while (true) {
            AtomicReference<KeyUse> cell = cellOf(key.id());
            KeyUse before = cell.get();
            if (before == KeyUse.DROPPED) {
                keys.remove(key.id(), cell);
                continue;
            }
            long now = nanoTime.getAsLong();
            Admission refusal = refusal(key, before, now, asked);
            if (refusal != null) {
                return refusal;
            }
            KeyUse after = before.taken(now, asked.requestShare(), asked.tokenShare(), nanos);
            if (cell.compareAndSet(before, after)) {
                return new Admission.Granted(new Place(cell, key, asked, now), standing(limits, after, now));
            }
        }
    }

    /** Drops what is kept of keys that have nothing under way and their full minute free. */
    @Scheduled(fixedDelay = "1m", initialDelay = "1m")
    void dropIdleKeys() {
        long now = nanoTime.getAsLong();
        keys.forEach((key, cell) -> {
            KeyUse use = cell.get();
            if (use.idle(now) && cell.compareAndSet(use, KeyUse.DROPPED)) {
                keys.remove(key, cell);
            }
        });
    }

    /** How many keys something is kept of. */
    int keptKeys() {
        return keys.size();
    }

    private AtomicReference<KeyUse> cellOf(UUID key) {
        AtomicReference<KeyUse> cell = keys.get(key);
        return cell != null
                ? cell
                : keys.computeIfAbsent(key, _ -> new AtomicReference<>(KeyUse.fresh(nanoTime.getAsLong())));
    }

    private @Nullable Admission refusal(ApiKey key, KeyUse use, long now, Asked asked) {
        KeyLimits limits = key.limits();
        if (limits.concurrency() != null && use.calls() >= limits.concurrency()) {
            return new Admission.Denied(
                    Refusals.concurrency(limits.concurrency()), Refusals.CONCURRENCY_RETRY, standing(limits, use, now));
        }
        if (limits.requestsPerMinute() != null) {
            long wait = Minute.missing(use.requestsFullAt(), now) + asked.requestShare() - Minute.LENGTH;
            if (wait > 0) {
                Duration retry = Duration.ofNanos(wait);
                return new Admission.Denied(
                        Refusals.requests(limits.requestsPerMinute(), retry), retry, standing(limits, use, now));
            }
        }
        if (limits.tokensPerMinute() != null) {
            Admission refusal = tokensRefusal(limits.tokensPerMinute(), limits, use, now, asked);
            if (refusal != null) {
                return refusal;
            }
        }
        return spendingRefusal(key, use, now, asked);
    }

    private static @Nullable Admission tokensRefusal(int limit, KeyLimits limits, KeyUse use, long now, Asked asked) {
        if (asked.tokens() > limit) {
            return new Admission.Denied(
                    Refusals.tooManyTokens(limit, asked.tokens()),
                    Duration.ofNanos(Minute.LENGTH),
                    standing(limits, use, now));
        }
        long missing = Minute.missing(use.tokensFullAt(), now);
        long wait = missing + asked.tokenShare() - Minute.LENGTH;
        if (wait <= 0) {
            return null;
        }
        Duration retry = Duration.ofNanos(wait);
        String message = Refusals.tokens(limit, asked.tokens(), Minute.remaining(missing, limit), retry);
        return new Admission.Denied(message, retry, standing(limits, use, now));
    }

    /**
     * Reads what is spent after {@code use}: a call that ends in between is then counted twice, for a moment, and never
     * not at all.
     */
    private @Nullable Admission spendingRefusal(ApiKey key, KeyUse use, long now, Asked asked) {
        KeyLimits limits = key.limits();
        if (!SpendingLimit.any(limits)) {
            return null;
        }
        SpendingLimit tightest = SpendingLimit.tightest(limits, spend.of(key.id()));
        long available = Math.max(0, tightest.left() - use.heldNanos());
        if (asked.nanos() <= available) {
            return null;
        }
        String message = Refusals.spending(tightest, use.heldNanos(), asked.nanos(), available, clock.instant());
        return new Admission.OverSpendingLimit(message, available, standing(limits, use, now));
    }

    private static Admission.Standing standing(KeyLimits limits, KeyUse use, long now) {
        return Standings.of(limits, Minute.missing(use.requestsFullAt(), now), Minute.missing(use.tokensFullAt(), now));
    }

    /** What a call takes of its key's limits. */
    private record Asked(long tokens, long nanos, long requestShare, long tokenShare) {

        static Asked of(KeyLimits limits, long tokens, long nanos) {
            if (tokens < 0 || nanos < 0) {
                throw new IllegalArgumentException("a call asks for no less than nothing");
            }
            return new Asked(
                    tokens,
                    nanos,
                    limits.requestsPerMinute() == null ? 0 : Minute.share(1, limits.requestsPerMinute()),
                    tokenShare(limits, tokens));
        }

        /** At most that of two full minutes, so that a provider's wrong count shuts nobody out for longer. */
        static long tokenShare(KeyLimits limits, long tokens) {
            Integer limit = limits.tokensPerMinute();
            return limit == null ? 0 : Minute.share(Math.min(tokens, 2L * limit), limit);
        }
    }

    /** A call of a key without limits. */
    private enum Unlimited implements Admission.Permit {
        INSTANCE;

        @Override
        public boolean grow(long nanos) {
            return true;
        }

        @Override
        public void close(long tokensUsed, long nanosSpent) {}
    }

    /** What one call has taken. */
    final class Place implements Admission.Permit {
        private final AtomicReference<KeyUse> cell;
        private final ApiKey key;
        private final Asked asked;
        private final long takenAt;
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong heldNanos;

        private Place(AtomicReference<KeyUse> cell, ApiKey key, Asked asked, long takenAt) {
            this.cell = cell;
            this.key = key;
            this.asked = asked;
            this.takenAt = takenAt;
            this.heldNanos = new AtomicLong(asked.nanos());
        }

        @Override
        public boolean grow(long nanos) {
            while (!over.get()) {
                KeyUse before = cell.get();
                if (SpendingLimit.any(key.limits())
                        && nanos
                                > SpendingLimit.tightest(key.limits(), spend.of(key.id()))
                                                .left()
                                        - before.heldNanos()) {
                    return false;
                }
                if (cell.compareAndSet(before, before.grown(nanos))) {
                    heldNanos.addAndGet(nanos);
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close(long tokensUsed, long nanosSpent) {
            if (over.compareAndSet(false, true)) {
                long now = nanoTime.getAsLong();
                long used = share(tokensUsed);
                cell.updateAndGet(use -> use.finished(now, takenAt, asked.tokenShare(), used, heldNanos.get()));
            }
        }

        /** The share of a minute that this many tokens take. */
        long share(long tokens) {
            return Asked.tokenShare(key.limits(), Math.max(0, tokens));
        }

        long requestShare() {
            return asked.requestShare();
        }

        long tokenShare() {
            return asked.tokenShare();
        }

        /** The call is not made after all: gives back everything. */
        void undo() {
            if (over.compareAndSet(false, true)) {
                long now = nanoTime.getAsLong();
                cell.updateAndGet(
                        use -> use.undone(now, takenAt, asked.requestShare(), asked.tokenShare(), heldNanos.get()));
            }
        }
    }
}
