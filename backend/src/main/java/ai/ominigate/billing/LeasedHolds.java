package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets money aside inside slices of balances that this node has leased from the database.
 *
 * <p>A call that fits its account's slice costs one compare-and-set. One that does not waits for the slice's one
 * conversation with the database, which serves everybody who waits by then. Leases live by the monotonic clock, and only
 * as long as this node was able to renew them: a node that was stopped, or cut off for too long, refuses by itself
 * before anyone may take its leases for dead.
 */
final class LeasedHolds implements Holds {
    private static final Logger LOG = LoggerFactory.getLogger(LeasedHolds.class);

    /** How often a call that waits for other nodes looks again. */
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(25);

    /** After so many heartbeats without an answer the database is away, whatever else seems to hang. */
    private static final int MISSED_HEARTBEATS = 5;

    /** How long a stopping node waits for a slice that is talking to the database. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    /** How many slices one transaction gives back. */
    private static final int GIVE_BACK_AT_ONCE = 500;

    private static final double NANOS_PER_SECOND = 1e9;

    private static final HoldAnswer.Unavailable AWAY = new HoldAnswer.Unavailable(
            "The database that holds the balances does not answer, so no money can be set aside for this call; try again soon.");
    private static final HoldAnswer.Unavailable CROWDED = new HoldAnswer.Unavailable(
            "Too many calls of this account wait for money to be set aside; try again with fewer at once.");
    private static final HoldAnswer.Unavailable STOPPING =
            new HoldAnswer.Unavailable("This node is stopping and sets no more money aside; try again.");
    private static final HoldAnswer.Unavailable EXPIRED = new HoldAnswer.Unavailable(
            "This node could not renew its right to spend balances in time; it goes on when the database answers again.");
    private static final HoldAnswer.Unavailable FENCED = new HoldAnswer.Unavailable(
            "This node's right to spend balances has ended, because it was started elsewhere or declared lost; it must be restarted.");

    private final LeaseStore store;
    private final LeaseSettings settings;
    private final LeaseMetrics metrics;
    private final InstantSource clock;
    private final LongSupplier ticks;
    private final ConcurrentHashMap<UUID, Slice> slices = new ConcurrentHashMap<>();

    private volatile long renewedAt;
    private volatile long awayUntil;
    private volatile boolean toldAway;
    private volatile boolean fenced;
    private volatile boolean stopping;

    /** A node that may not spend anything until it has first {@linkplain #renew renewed} its right to. */
    LeasedHolds(
            LeaseStore store, LeaseSettings settings, LeaseMetrics metrics, InstantSource clock, LongSupplier ticks) {
        this.store = store;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
        this.ticks = ticks;
        this.renewedAt = ticks.getAsLong() - settings.life().toNanos();
        this.awayUntil = ticks.getAsLong();
        metrics.watch(slices.values(), this::leaseSecondsLeft);
    }

    @Override
    public @Nullable Hold tryHold(UUID account, long nanos) {
        long now = ticks.getAsLong();
        if (refusal(now) != null) {
            return null;
        }
        Slice slice = slices.get(account);
        if (slice == null) {
            return null;
        }
        slice.used(now);
        Hold hold = slice.take(nanos);
        if (hold != null && slice.isLow() && !isAway(now)) {
            ask(slice);
        }
        return hold;
    }

    @Override
    public CompletionStage<HoldAnswer> hold(UUID account, long nanos) {
        Slice.requireAmount(nanos);
        Hold atHand = tryHold(account, nanos);
        if (atHand != null) {
            return CompletableFuture.completedFuture(new HoldAnswer.Held(atHand));
        }
        long now = ticks.getAsLong();
        HoldAnswer refusal = refusal(now);
        if (refusal == null && isAway(now)) {
            refusal = AWAY;
        }
        if (refusal != null) {
            metrics.unavailable();
            return CompletableFuture.completedFuture(refusal);
        }
        Slice.Waiter waiter = new Slice.Waiter(nanos, now, new CompletableFuture<>());
        enqueue(account, waiter);
        return waiter.answer();
    }

    private void enqueue(UUID account, Slice.Waiter waiter) {
        Slice slice = slices.computeIfAbsent(account, this::newSlice);
        if (slice.enqueue(waiter)) {
            ask(slice);
        } else if (waiter.answer().complete(CROWDED)) {
            metrics.unavailable();
        }
    }

    private Slice newSlice(UUID account) {
        return new Slice(account, UuidV7.at(clock.instant()), ticks.getAsLong());
    }

    /** Why no call at all can be paid for now, as a sentence for the operator; empty when some can. */
    Optional<String> problem() {
        HoldAnswer.Unavailable refusal = stopping ? null : refusal(ticks.getAsLong());
        return Optional.ofNullable(refusal).map(HoldAnswer.Unavailable::why);
    }

    /** Seconds until this node may spend no balance any more, unless it renews its leases first. */
    double leaseSecondsLeft() {
        long left = settings.life().toNanos() - (ticks.getAsLong() - renewedAt);
        return fenced ? 0 : Math.max(0, left / NANOS_PER_SECOND);
    }

    /** Why nothing may be spent now; null if it may. */
    private HoldAnswer.@Nullable Unavailable refusal(long now) {
        if (fenced) {
            return FENCED;
        }
        if (stopping) {
            return STOPPING;
        }
        return now - renewedAt >= settings.life().toNanos() ? EXPIRED : null;
    }

    /** Whether it is no use to ask the database: it has just failed, or not even let this node renew its leases. */
    private boolean isAway(long now) {
        return now - awayUntil < 0 || now - renewedAt > settings.heartbeat().toNanos() * MISSED_HEARTBEATS;
    }

    // The conversation of one slice with the database

    private void ask(Slice slice) {
        if (slice.asked.getAndIncrement() == 0) {
            Thread.ofVirtual().name("lease").start(() -> converse(slice));
        }
    }

    private void converse(Slice slice) {
        int heard;
        do {
            heard = slice.asked.get();
            slice.lock.lock();
            try {
                serve(slice);
            } catch (SQLException | RuntimeException e) {
                fail(slice, e);
            } finally {
                slice.lock.unlock();
            }
        } while (slice.asked.addAndGet(-heard) != 0);
    }

    private void serve(Slice slice) throws SQLException {
        long recallFrom = ticks.getAsLong();
        while (true) {
            if (slice.isRetired()) {
                moveWaiting(slice);
                return;
            }
            slice.serveWaiting();
            if (!slice.hasWaiting() && !slice.isLow()) {
                return;
            }
            long now = ticks.getAsLong();
            HoldAnswer refusal = refusal(now);
            if (refusal != null) {
                metrics.unavailable(slice.refuseWaiting(refusal, now));
                return;
            }
            boolean recall = now - recallFrom >= 0;
            LeaseStore.Leased leased = store.lease(
                    slice.account, slice.lease, slice.wish(settings.maxSliceNanos(), settings.cover()), recall);
            metrics.roundTrip();
            boolean more = slice.sync(leased.lease()) > 0;
            slice.refillBelow(leased.refillBelow());
            if (leased.isClosed()) {
                retire(slice);
                continue;
            }
            slice.serveWaiting();
            if (!slice.hasWaiting()) {
                return;
            }
            if (more || !leased.tooLittle()) {
                // There is money for those who still wait: either it was found only now, or calls that did not wait
                // took it first.
                continue;
            }
            if (recall) {
                recallFrom = now + settings.recallPatience().toNanos();
            }
            if (!refuseWhoWaitedLongEnough(slice, leased)) {
                return;
            }
            awaitChange(slice);
        }
    }

    /** Sends those who wait for a slice that is gone to the account's next. */
    private void moveWaiting(Slice slice) {
        slice.drainWaiting().forEach(waiter -> enqueue(slice.account, waiter));
    }

    /** Whether somebody still waits for other nodes to give back what they do not need. */
    private boolean refuseWhoWaitedLongEnough(Slice slice, LeaseStore.Leased leased) {
        long now = ticks.getAsLong();
        long since = leased.elsewhere() ? now - settings.recallPatience().toNanos() : now;
        long left = Math.max(0, leased.available() + slice.remaining());
        metrics.insufficient(slice.refuseWaiting(new HoldAnswer.Insufficient(left), since));
        return slice.hasWaiting();
    }

    private static void awaitChange(Slice slice) {
        try {
            // Whether something changed or not: the caller looks again.
            boolean _ = slice.changed.await(LOOK_AGAIN_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fail(Slice slice, Exception e) {
        noteFailure(e);
        slice.serveWaiting();
        metrics.unavailable(slice.refuseWaiting(fenced ? FENCED : AWAY, ticks.getAsLong()));
    }

    private void noteFailure(Exception e) {
        awayUntil = ticks.getAsLong() + settings.rest().toNanos();
        switch (e) {
            case NodeSeat.Fenced _ -> {
                if (!fenced) {
                    LOG.error("This node sets no more money aside. {}", e.getMessage());
                }
                fenced = true;
            }
            case SQLException _ -> {
                if (!toldAway) {
                    LOG.warn("Calls are paid from the slices at hand until the database answers: {}", e.toString());
                }
                toldAway = true;
            }
            default -> LOG.error("Money could not be set aside or given back", e);
        }
    }

    private void noteSuccess() {
        if (toldAway) {
            LOG.info("The database answers, slices are leased again");
            toldAway = false;
        }
    }

    // What is done now and then

    /** Renews all leases of this node when that is due: a heartbeat after it last worked, or at once if it did not. */
    void renewWhenDue() {
        if (ticks.getAsLong() - renewedAt >= settings.heartbeat().toNanos()) {
            renew();
        }
    }

    /** Renews all leases of this node, if the database answers. */
    void renew() {
        long before = ticks.getAsLong();
        try {
            store.renew(settings.life());
            renewedAt = before;
            noteSuccess();
        } catch (SQLException | RuntimeException e) {
            noteFailure(e);
        }
    }

    /** Leases more for accounts that have begun to spend faster, before they need it. */
    void keepAhead() {
        long now = ticks.getAsLong();
        for (Slice slice : slices.values()) {
            if (slice.isOutpaced(now, settings.cover()) && !isAway(now)) {
                ask(slice);
            }
        }
    }

    /** Answers calls for which the database takes too long. */
    void expireWaiting() {
        long now = ticks.getAsLong();
        long since = now - settings.patience().toNanos();
        for (Slice slice : slices.values()) {
            int expired = slice.expireWaiting(AWAY, since);
            metrics.unavailable(expired);
        }
    }

    /** Gives back the slices of accounts that have been silent for a while. */
    void giveBackIdle() {
        long now = ticks.getAsLong();
        if (isAway(now)) {
            return;
        }
        giveBack(slice -> slice.idleSince(settings.idle().toNanos(), now));
    }

    /** Gives back what other nodes have asked for and this one does not need now. */
    void giveBackRecalled() throws SQLException {
        List<UUID> accounts = store.recalled();
        if (!accounts.isEmpty()) {
            giveBack(slice -> accounts.contains(slice.account));
        }
    }

    /** Gives back everything and sets nothing aside any more. What calls under way hold stays leased. */
    void stop() {
        stopping = true;
        giveBackAll();
        try {
            store.leave();
        } catch (SQLException | RuntimeException e) {
            noteFailure(e);
        }
    }

    void giveBackAll() {
        giveBack(slice -> true);
    }

    private void giveBack(Predicate<Slice> which) {
        List<Slice> wanted = new ArrayList<>();
        slices.values().stream().filter(which).forEach(wanted::add);
        for (int from = 0; from < wanted.size(); from += GIVE_BACK_AT_ONCE) {
            List<Slice> some = wanted.subList(from, Math.min(from + GIVE_BACK_AT_ONCE, wanted.size()));
            if (!giveBackTogether(some)) {
                return;
            }
        }
    }

    /** False if the database does not answer. */
    private boolean giveBackTogether(List<Slice> some) {
        List<Slice> taken = new ArrayList<>();
        try {
            Map<UUID, LeaseStore.Row> rows = store.giveBack(() -> takeOut(some, taken));
            metrics.roundTrip();
            taken.forEach(slice -> settleGiveBack(slice, rows.get(slice.lease)));
            return true;
        } catch (Transaction.UncertainCommit e) {
            taken.forEach(Slice::doubt);
            noteFailure(e);
            return false;
        } catch (SQLException | RuntimeException e) {
            taken.forEach(Slice::putBack);
            noteFailure(e);
            return false;
        } finally {
            for (Slice slice : taken) {
                slice.reopen();
                slice.changed.signalAll();
                slice.lock.unlock();
            }
        }
    }

    private List<LeaseStore.GiveBack> takeOut(List<Slice> some, List<Slice> taken) {
        List<LeaseStore.GiveBack> rests = new ArrayList<>();
        for (Slice slice : some) {
            if (lock(slice)) {
                taken.add(slice);
                rests.add(slice.takeOutRest());
            }
        }
        return rests;
    }

    private boolean lock(Slice slice) {
        if (!stopping) {
            return slice.lock.tryLock();
        }
        try {
            return slice.lock.tryLock(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void settleGiveBack(Slice slice, LeaseStore.@Nullable Row row) {
        slice.sync(row);
        if (row == null || !row.open()) {
            retire(slice);
        } else {
            // Calls under way, or costs that are not settled yet: nothing changes so soon.
            slice.used(ticks.getAsLong());
        }
    }

    private void retire(Slice slice) {
        slice.retire();
        slices.remove(slice.account, slice);
    }
}
