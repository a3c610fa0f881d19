package ai.ominigate.gateway.relay;

import ai.ominigate.metering.Journal;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.Supplier;

/** One event loop's upstream connections, its calls in flight and the clock that watches their bounds. */
final class LoopState {

    /** How often bounds are looked at; every timeout is exact to this. */
    private static final long TICK_MILLIS = 50;

    /** How often connections without a call are looked at. */
    private static final long CONNECTION_TICK_MILLIS = 1_000;

    static final int SCRATCH = 64 * 1024;

    private final LoopJournal journal;
    private final UpstreamPool pool;
    private final byte[] scratch = new byte[SCRATCH];
    private final ByteArrays arrays = new ByteArrays();
    private final IdleCallers idleCallers = new IdleCallers();
    private final Watched.Watch calls;
    private final Watched.Watch connections;
    int drains;

    LoopState(
            EventLoop loop, RelaySettings settings, Journal journal, Supplier<Channel> channels, Resolvers resolvers) {
        this.calls = new Watched.Watch(loop, TICK_MILLIS);
        this.connections = new Watched.Watch(loop, CONNECTION_TICK_MILLIS);
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

    /** Arrays for bodies of this loop's calls. */
    ByteArrays arrays() {
        return arrays;
    }

    void watch(Watched call) {
        calls.add(call);
    }

    void unwatch(Watched call) {
        calls.remove(call);
    }

    void watchConnection(Watched connection) {
        connections.add(connection);
    }

    void unwatchConnection(Watched connection) {
        connections.remove(connection);
    }
}
