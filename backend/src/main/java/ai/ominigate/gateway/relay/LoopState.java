package ai.ominigate.gateway.relay;

import ai.ominigate.metering.Journal;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One event loop's upstream connections, its calls in flight and the clock that watches their bounds. */
final class LoopState {

    /** How often bounds are looked at; every timeout is exact to this. */
    private static final long TICK_MILLIS = 50;

    /** Somebody with bounds to watch. */
    interface Watched {

        /** A tick passed. May end and {@link #unwatch} itself. */
        void tick(long now);
    }

    static final int SCRATCH = 64 * 1024;

    private final EventLoop loop;
    private final LoopJournal journal;
    private final UpstreamPool pool;
    private final byte[] scratch = new byte[SCRATCH];
    private final Set<Watched> watched = new LinkedHashSet<>();

    private final IdleCallers idleCallers = new IdleCallers();

    private @Nullable ScheduledFuture<?> ticking;
    int drains;

    LoopState(
            EventLoop loop, RelaySettings settings, Journal journal, Supplier<Channel> channels, Resolvers resolvers) {
        this.loop = loop;
        this.journal = new LoopJournal(journal, loop);
        this.pool = new UpstreamPool(loop, settings, channels, resolvers, this);
    }

    LoopJournal journal() {
        return journal;
    }

    UpstreamPool pool() {
        return pool;
    }

    /** Room to look at bytes of a direct buffer; nothing survives in it from one use to the next. */
    byte[] scratch() {
        return scratch;
    }

    /** The callers' connections of this loop that have no request under way. */
    IdleCallers idleCallers() {
        return idleCallers;
    }

    void watch(Watched someone) {
        watched.add(someone);
        if (ticking == null) {
            ticking = loop.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void unwatch(Watched someone) {
        watched.remove(someone);
    }

    private void tick() {
        long now = System.nanoTime();
        for (Watched someone : watched.toArray(Watched[]::new)) {
            someone.tick(now);
        }
        if (watched.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
        }
    }
}
