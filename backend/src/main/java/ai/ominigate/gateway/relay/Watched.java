package ai.ominigate.gateway.relay;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody with bounds in time. Linked into a list by fields of its own, so that watching it makes no object. */
abstract class Watched {
    private @Nullable Watched before;
    private @Nullable Watched after;
    private boolean watched;

    /** Some time passed. May end itself and others, and stop watching them. */
    abstract void tick(long now);

    /** Those who are watched on one loop, at one pace. */
    static final class Watch {
        private final EventLoop loop;
        private final long periodMillis;
        private @Nullable Watched first;
        private @Nullable Watched next;
        private @Nullable ScheduledFuture<?> ticking;

        Watch(EventLoop loop, long periodMillis) {
            this.loop = loop;
            this.periodMillis = periodMillis;
        }

        /** Does nothing if this one is watched already. */
        void add(Watched someone) {
            if (someone.watched) {
                return;
            }
            someone.watched = true;
            someone.after = first;
            if (first != null) {
                first.before = someone;
            }
            first = someone;
            if (ticking == null) {
                ticking = loop.scheduleWithFixedDelay(this::tick, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
            }
        }

        /** Does nothing if this one is not watched. */
        void remove(Watched someone) {
            if (!someone.watched) {
                return;
            }
            someone.watched = false;
            if (someone == next) {
                next = someone.after;
            }
            if (someone.before != null) {
                someone.before.after = someone.after;
            } else {
                first = someone.after;
            }
            if (someone.after != null) {
                someone.after.before = someone.before;
            }
            someone.before = null;
            someone.after = null;
        }

        private void tick() {
            long now = System.nanoTime();
            for (Watched someone = first; someone != null; someone = next) {
                next = someone.after;
                someone.tick(now);
            }
            if (first == null && ticking != null) {
                ticking.cancel(false);
                ticking = null;
            }
        }
    }
}
