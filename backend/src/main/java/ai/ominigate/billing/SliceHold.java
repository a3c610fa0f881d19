package ai.ominigate.billing;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A part of a slice that one call may spend. Its one state is what is set aside, or that it has ended. */
final class SliceHold implements Hold {
    private static final long ENDED = -1;

    private final Slice slice;
    private final AtomicLong held;

    SliceHold(Slice slice, long nanos) {
        this.slice = slice;
        this.held = new AtomicLong(nanos);
    }

    @Override
    public UUID lease() {
        return slice.lease;
    }

    @Override
    public long nanos() {
        return Math.max(0, held.get());
    }

    @Override
    public boolean grow(long nanos) {
        if (!slice.takeOut(nanos)) {
            return false;
        }
        long had = held.get();
        while (had != ENDED) {
            long seen = held.compareAndExchange(had, had + nanos);
            if (seen == had) {
                return true;
            }
            had = seen;
        }
        slice.give(nanos);
        return false;
    }

    @Override
    public void settle(long costNanos) {
        Slice.requireAmount(costNanos);
        long had = held.getAndSet(ENDED);
        if (had != ENDED) {
            slice.settle(had, costNanos);
        }
    }

    @Override
    public void release() {
        settle(0);
    }
}
