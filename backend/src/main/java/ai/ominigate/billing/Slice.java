package ai.ominigate.billing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What this node may spend of one account, in memory. Calls take from {@code remaining} and give to it without a lock;
 * whoever talks to the database about the slice holds {@link #lock}.
 *
 * <p>What the database has of the lease is never guessed: each answer brings the lease's row, and {@code remaining}
 * moves by how the row differs from the one seen before. So an answer that was lost corrects itself at the next one. At
 * any time, once everything spent has been settled,
 * {@code remaining + held by calls + taken out = granted − settled − returned} of that row.
 */
final class Slice {
    /** Added to a slice's debts while its lease may be closing, so that no call takes from it meanwhile. */
    private static final long SHUT = Long.MAX_VALUE / 4;

    /** The most that waits for one account's money. */
    private static final int MAX_WAITING = 10_000;

    /** How fine {@link #lastUse} is: written by every call it would bounce between the cores. */
    private static final long USE_GRAIN_NANOS = 100_000_000;

    /** A new call moves what is typical by one of so many parts. */
    private static final int SMOOTHING = 8;

    private static final LeaseStore.Row NOTHING = new LeaseStore.Row(0, 0, 0, 0, true);

    final UUID account;
    final UUID lease;

    /** Whoever talks to the database about this slice. */
    final ReentrantLock lock = new ReentrantLock();

    /** Something may have changed for a call that waits for money; with {@link #lock}. */
    final Condition changed = lock.newCondition();

    /** How often the slow path has been asked for since it last looked; whoever makes it 1 runs it. */
    final AtomicInteger asked = new AtomicInteger();

    private final AtomicLong remaining = new AtomicLong();
    private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waitingCount = new AtomicInteger();
    private final Pace pace;
    private volatile long refillBelow;
    private volatile long ahead;
    private volatile long lastUse;
    private volatile long typical;

    private volatile LeaseStore.Row known = NOTHING;

    // Only with the lock.
    private long takenOut;
    private boolean uncertain;
    private boolean shut;
    private boolean retired;

    Slice(UUID account, UUID lease, long now) {
        this.account = account;
        this.lease = lease;
        this.lastUse = now;
        this.pace = new Pace(now);
    }

    /** A call that waits for money. */
    record Waiter(long nanos, long since, CompletableFuture<HoldAnswer> answer) {}

    /** What calls hold and cost is 0 or more. */
    static void requireAmount(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("An amount of money is 0 or more, not " + nanos + " nano-dollars.");
        }
    }

    /** Sets aside, if the slice has it. */
    @Nullable
    Hold take(long nanos) {
        return takeOut(nanos) ? new SliceHold(this, nanos) : null;
    }

    boolean takeOut(long nanos) {
        requireAmount(nanos);
        long have = remaining.get();
        while (have >= nanos) {
            long seen = remaining.compareAndExchange(have, have - nanos);
            if (seen == have) {
                return true;
            }
            have = seen;
        }
        return false;
    }

    /** A call has ended, and cost what it cost of what it held, or more. */
    void settle(long heldNanos, long costNanos) {
        give(heldNanos - costNanos);
        pace.spend(costNanos);
    }

    /** Adds what a call does not need any more; below 0 for what it cost beyond its hold. */
    void give(long nanos) {
        remaining.addAndGet(nanos);
    }

    void used(long now) {
        if (now - lastUse > USE_GRAIN_NANOS) {
            lastUse = now;
        }
    }

    boolean idleSince(long nanos, long now) {
        return now - lastUse >= nanos;
    }

    boolean isLow() {
        return remaining.get() < refillBelow;
    }

    void refillBelow(long nanos) {
        refillBelow = nanos;
    }

    /**
     * Looks how fast the account spends now.
     *
     * @param cover for how long the slice is to last
     * @return whether it has become so much faster that it is time to lease more
     */
    boolean isOutpaced(long now, Duration cover) {
        pace.look(now);
        long wanted = pace.over(cover);
        if (wanted / 2 < ahead || wanted <= remaining()) {
            return false;
        }
        ahead = wanted;
        refillBelow = Math.max(refillBelow, wanted);
        return true;
    }

    /** Queues a call; false if too many wait already. */
    boolean enqueue(Waiter waiter) {
        if (waitingCount.incrementAndGet() > MAX_WAITING) {
            waitingCount.decrementAndGet();
            return false;
        }
        typical = typical == 0 ? waiter.nanos() : typical - typical / SMOOTHING + waiter.nanos() / SMOOTHING;
        waiting.add(waiter);
        return true;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Gives waiting calls what they wish, first come first, until one does not fit. */
    void serveWaiting() {
        for (Waiter first = waiting.peek(); first != null; first = waiting.peek()) {
            if (!serve(first)) {
                return;
            }
            removeFirst();
        }
    }

    /** Answers every call that waits: with what it wishes if the slice has it, otherwise with {@code refusal}. */
    int refuseWaiting(HoldAnswer refusal, long since) {
        int refused = 0;
        for (Waiter first = waiting.peek(); first != null && first.since() - since <= 0; first = waiting.peek()) {
            if (!serve(first) && first.answer().complete(refusal)) {
                refused++;
            }
            removeFirst();
        }
        return refused;
    }

    /** Answers calls that have waited since before {@code since}, without the lock: the database holds it up. */
    int expireWaiting(HoldAnswer refusal, long since) {
        int expired = 0;
        for (Iterator<Waiter> each = waiting.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            if (waiter.since() - since > 0) {
                return expired;
            }
            if (waiter.answer().complete(refusal)) {
                expired++;
            }
        }
        return expired;
    }

    /** All that wait, to be queued elsewhere. */
    List<Waiter> drainWaiting() {
        List<Waiter> drained = new ArrayList<>();
        for (Waiter waiter = waiting.poll(); waiter != null; waiter = waiting.poll()) {
            waitingCount.decrementAndGet();
            drained.add(waiter);
        }
        return drained;
    }

    private boolean serve(Waiter waiter) {
        if (waiter.answer().isDone()) {
            return true;
        }
        Hold hold = take(waiter.nanos());
        if (hold == null) {
            return false;
        }
        if (!waiter.answer().complete(new HoldAnswer.Held(hold))) {
            hold.release();
        }
        return true;
    }

    private void removeFirst() {
        waiting.remove();
        waitingCount.decrementAndGet();
    }

    /**
     * What to ask the database for.
     *
     * @param largest the most beyond what waits, at a pace for which that lasts
     * @param cover for how long the slice is to last
     */
    SliceSize wish(long largest, Duration cover) {
        List<Long> wishes = waiting.stream()
                .filter(waiter -> !waiter.answer().isDone())
                .map(Waiter::nanos)
                .toList();
        if (known.granted() == 0) {
            // What calls without a hold have cost was never this lease's; the ledger takes it from elsewhere.
            remaining.updateAndGet(have -> Math.max(0, have));
        }
        ahead = pace.over(cover);
        return new SliceSize(wishes, remaining.get(), typical, largest, ahead);
    }

    /**
     * Takes out what is neither held nor spent, to give it back; shuts the slice if it then has nothing. After an answer
     * that was lost, nothing is taken out until {@link #sync} has told what became of it.
     */
    LeaseStore.GiveBack takeOutRest() {
        if (uncertain) {
            return new LeaseStore.GiveBack(lease, 0, known.overspent(), false);
        }
        takenOut = Math.max(0, remaining.getAndUpdate(have -> Math.min(have, 0)));
        shut = waiting.isEmpty() && remaining.compareAndSet(0, -SHUT);
        return new LeaseStore.GiveBack(lease, takenOut, known.overspent(), shut);
    }

    /**
     * Takes over what the database has of the lease; null if it has none.
     *
     * @return by how much that changed what remains
     */
    long sync(LeaseStore.@Nullable Row row) {
        if (row == null) {
            return 0;
        }
        boolean givenBack = row.returned() > known.returned();
        long change =
                (row.granted() - known.granted()) + (row.overspent() - known.overspent()) + (givenBack ? 0 : takenOut);
        remaining.addAndGet(change);
        takenOut = 0;
        uncertain = false;
        known = row;
        return change;
    }

    /** Nothing of what was taken out was given back: it is there again. */
    void putBack() {
        if (!uncertain) {
            remaining.addAndGet(takenOut);
            takenOut = 0;
        }
    }

    /** Whether what was taken out was given back will be known at the next look. */
    void doubt() {
        uncertain = true;
    }

    /** Lets calls take from it again. */
    void reopen() {
        if (shut && !retired) {
            shut = false;
            remaining.addAndGet(SHUT);
        }
    }

    /** Its lease is closed: it stays shut for good, and the account gets another slice. */
    void retire() {
        retired = true;
    }

    boolean isRetired() {
        return retired;
    }

    /** What can be set aside now; below 0 if calls cost more than the lease had. */
    long remaining() {
        long have = remaining.get();
        return have <= -SHUT / 2 ? have + SHUT : have;
    }

    /** What the lease had when the database was last seen, spent or not. */
    long leased() {
        LeaseStore.Row row = known;
        return row.granted() - row.settled() - row.returned();
    }
}
