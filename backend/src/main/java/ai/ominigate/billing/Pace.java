package ai.ominigate.billing;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** How fast calls spend: a mean over the last half minute or so, and before that over all the time there was. */
final class Pace {
    private static final double MEMORY_SECONDS = 30;
    private static final double NANOS_PER_SECOND = 1e9;

    private final LongAdder spent = new LongAdder();
    private final long began;

    // Written by whoever looks, one at a time.
    private long looked;
    private long seen;
    private volatile double perSecond;

    /** @param now monotonic nanoseconds, as in {@link #look} */
    Pace(long now) {
        this.began = now;
        this.looked = now;
    }

    /** A call has cost so many nano-dollars. Any thread. */
    void spend(long nanos) {
        spent.add(nanos);
    }

    /** Takes in what was spent since the last look. */
    void look(long now) {
        double seconds = (now - looked) / NANOS_PER_SECOND;
        if (seconds <= 0) {
            return;
        }
        long sum = spent.sum();
        double latest = (sum - seen) / seconds;
        double age = (now - began) / NANOS_PER_SECOND;
        double weight = Math.min(1, seconds / Math.min(MEMORY_SECONDS, age));
        perSecond += weight * (latest - perSecond);
        looked = now;
        seen = sum;
    }

    /** Nano-dollars that will be spent in this time if nothing changes. */
    long over(Duration time) {
        return (long) (perSecond * time.toMillis() / 1000);
    }
}
