package ai.ominigate.gateway.relay;

import java.util.concurrent.atomic.AtomicLong;

/** How much memory large request bodies take together, on all loops. What is small is bounded by connections alone. */
final class BodyMemory {

    /** A body takes this much without asking. */
    static final int FREE = 64 * 1024;

    private static final int SHARE_OF_HEAP = 8;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    BodyMemory(long limit) {
        this.limit = limit;
    }

    /** As set; never less than one body of the largest size. */
    static BodyMemory of(RelaySettings settings) {
        long wanted = settings.bodyMemory() > 0
                ? settings.bodyMemory()
                : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP;
        return new BodyMemory(Math.max(wanted, settings.maxRequest()));
    }

    /** Takes so many bytes; false, and none taken, if they are not there. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= limit) {
            return true;
        }
        taken.addAndGet(-bytes);
        return false;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    long taken() {
        return taken.get();
    }
}
