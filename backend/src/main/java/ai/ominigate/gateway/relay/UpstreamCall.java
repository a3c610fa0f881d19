package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.route.Route;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpResponse;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One try at one upstream: finds a connection, sends the request, watches the bounds, and tells its exchange what
 * comes back. After {@link #close} it tells nothing more.
 */
final class UpstreamCall extends Watched implements UpstreamConnection.User {

    /** Why a try failed before its answer was whole. */
    enum Failure {
        CONNECT("could not be reached"),
        FORBIDDEN_ADDRESS("is not registered, or has a name that leads to an address which is not called"),
        BROKEN("closed the connection before its answer was whole"),
        FIRST_BYTE_TIMEOUT("did not begin to answer in time"),
        IDLE_TIMEOUT("stopped in the middle of its answer");

        private final String words;

        Failure(String words) {
            this.words = words;
        }

        /** What happened, to follow "the provider". */
        String words() {
            return words;
        }

        /** Whether the same upstream may do better in a moment. */
        boolean mayPass() {
            return this != FORBIDDEN_ADDRESS;
        }

        boolean timeout() {
            return this == FIRST_BYTE_TIMEOUT || this == IDLE_TIMEOUT;
        }
    }

    /** The exchange that this try is part of. */
    interface Listener {

        /** The request is on its way. */
        void requestSent();

        void answerHead(HttpResponse head);

        /** A piece of the answer's body; the buffer is only lent. */
        void answerPiece(ByteBuf piece);

        /** The answer's body is whole. */
        void answerEnd();

        /** All that was at hand has been told. */
        void answerPause();

        void answerFailed(Failure failure);
    }

    /** Between an answer's last event and the end of its HTTP body. */
    private static final long GRACE_NANOS = 1_000_000_000;

    private final Route.Attempt attempt;
    private @Nullable Supplier<ByteBuf> request;
    private final LoopState loop;
    private final RelaySettings settings;
    private final Listener listener;
    private @Nullable UpstreamConnection connection;
    private @Nullable Channel connecting;
    private boolean sent;
    private boolean sendNoMore;
    private boolean headSeen;
    private boolean over;
    private boolean paused;
    private boolean answered;
    private long lastHeard;

    /** @param request makes the request anew; a connection that went stale while it rested costs one more */
    UpstreamCall(
            Route.Attempt attempt,
            Supplier<ByteBuf> request,
            LoopState loop,
            RelaySettings settings,
            Listener listener) {
        this.attempt = attempt;
        this.request = request;
        this.loop = loop;
        this.settings = settings;
        this.listener = listener;
    }

    Route.Attempt attempt() {
        return attempt;
    }

    void start() {
        lastHeard = System.nanoTime();
        loop.watch(this);
        UpstreamPool.Origin origin = UpstreamPool.Origin.of(attempt.upstream().provider());
        UpstreamConnection rested = loop.pool().rested(origin);
        if (rested != null) {
            send(rested);
        } else {
            connect(origin);
        }
    }

    private void connect(UpstreamPool.Origin origin) {
        connecting = loop.pool().connect(origin, this::connected, this::notConnected);
    }

    private void notConnected(Throwable cause) {
        fail(cause instanceof GuardedResolver.ForbiddenAddress ? Failure.FORBIDDEN_ADDRESS : Failure.CONNECT);
    }

    private void connected(UpstreamConnection fresh) {
        connecting = null;
        if (over) {
            fresh.close();
        } else {
            send(fresh);
        }
    }

    private void send(UpstreamConnection chosen) {
        connection = chosen;
        lastHeard = System.nanoTime();
        sent = true;
        chosen.use(this, requireRequest().get());
        if (!over) {
            listener.requestSent();
        }
    }

    private Supplier<ByteBuf> requireRequest() {
        if (request == null) {
            throw new IllegalStateException("an upstream that has begun to answer is not asked again");
        }
        return request;
    }

    /** Whether the upstream may have the request, and charge for it. */
    boolean sent() {
        return sent;
    }

    /** Nobody waits for the answer any more: a connection that turns out to be stale is not replaced. */
    void sendNoMore() {
        sendNoMore = true;
    }

    /** Whether the upstream is read; a caller who reads slowly stops it. */
    void reading(boolean on) {
        if (connection != null && !over) {
            paused = !on;
            lastHeard = System.nanoTime();
            connection.reading(on);
        }
    }

    /** The answer is complete by its own words; the connection gets a moment to say so too, and can then serve again. */
    void answered() {
        answered = true;
        reading(true);
    }

    /** Gives up: the upstream's connection is closed at once. */
    void close() {
        if (!over) {
            finish();
            if (connection != null) {
                connection.close();
            }
            if (connecting != null) {
                connecting.close();
            }
        }
    }

    boolean over() {
        return over;
    }

    @Override
    public void head(HttpResponse head) {
        headSeen = true;
        request = null; // it holds the caller's body, which a long stream has no use for
        lastHeard = System.nanoTime();
        listener.answerHead(head);
    }

    @Override
    public void body(ByteBuf piece) {
        lastHeard = System.nanoTime();
        listener.answerPiece(piece);
    }

    @Override
    public void end() {
        if (!over) {
            finish();
            listener.answerEnd();
        }
    }

    @Override
    public void pause() {
        if (!over) {
            listener.answerPause();
        }
    }

    @Override
    public void lost(@Nullable Throwable cause) {
        UpstreamConnection lost = connection;
        if (over || lost == null) {
            return;
        }
        if (!headSeen && lost.served() && !sendNoMore) {
            sent = false;
            connect(lost.origin()); // it was closed by the other side while it rested
        } else {
            fail(Failure.BROKEN);
        }
    }

    @Override
    void tick(long now) {
        if (paused) {
            return;
        }
        long silence = now - lastHeard;
        if (!headSeen) {
            if (silence > settings.firstByteTimeout().toNanos()) {
                timeOut(Failure.FIRST_BYTE_TIMEOUT);
            }
        } else if (silence > (answered ? GRACE_NANOS : settings.idleTimeout().toNanos())) {
            timeOut(Failure.IDLE_TIMEOUT);
        }
    }

    private void timeOut(Failure failure) {
        UpstreamConnection silent = connection;
        Channel pending = connecting;
        fail(failure);
        if (silent != null) {
            silent.close();
        }
        if (pending != null) {
            pending.close();
        }
    }

    private void fail(Failure failure) {
        if (!over) {
            finish();
            listener.answerFailed(failure);
        }
    }

    private void finish() {
        over = true;
        loop.unwatch(this);
    }
}
