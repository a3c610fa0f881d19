package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Format;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One caller's connection. Takes the model calls out of the stream of requests and leaves all others to Micronaut's
 * handler behind it. Answers leave in the order of their requests, so while one side works, requests for the other
 * wait here, and reading waits with them.
 *
 * <p>{@code autoRead} is off on these channels: Micronaut's handler asks for each read when it hears
 * {@code channelReadComplete}; this handler only holds its wish back while requests wait.
 */
final class CallerConnection extends ChannelDuplexHandler {

    /** How long a caller whose body is not wanted may take to read the refusal before the connection is cut. */
    private static final long LINGER_SECONDS = 5;

    private static final int OTHER_PROTOCOL = 505;

    /** What Netty's decoder tells instead of a target that it could not read. */
    private static final String NO_TARGET = "/bad-request";

    private final Relay relay;
    private final CallerCodec codec;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private int withMicronaut;
    private boolean bodyToMicronaut;
    private boolean blocked;
    private boolean readWanted;
    private boolean closeWanted;
    private boolean lingering;
    private @Nullable Exchange exchange;
    private @Nullable ChannelHandlerContext context;
    private final Incoming incoming = new Incoming();

    // Its place among the idle ones of its loop.
    boolean idle;

    @Nullable
    CallerConnection idleBefore;

    @Nullable
    CallerConnection idleAfter;

    /** When the body of a request for Micronaut began to come, by {@link System#nanoTime()}; 0 while none is coming. */
    private long foreignBodyBegan;

    private long foreignBodyBytes;

    /** @param codec stands before this in the pipeline */
    CallerConnection(Relay relay, CallerCodec codec) {
        this.relay = relay;
        this.codec = codec;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        IdleCallers idleOnes = loop(ctx).idleCallers();
        if (!relay.loops.arrived() && !idleOnes.closeLongestIdle()) {
            relay.connectionTurnedAway();
            ctx.channel().close();
        }
        // Also of one that was closed before this handler stood in its pipeline, as after a handshake.
        ctx.channel().closeFuture().addListener(closed -> relay.loops.left());
        if (ctx.channel().isActive()) {
            idleOnes.add(this);
        }
    }

    private LoopState loop(ChannelHandlerContext ctx) {
        return relay.loops.of(ctx.channel().eventLoop());
    }

    private boolean isBusy() {
        return exchange != null || withMicronaut > 0 || lingering;
    }

    private void idleIfSo(ChannelHandlerContext ctx) {
        if (!isBusy() && ctx.channel().isActive()) {
            loop(ctx).idleCallers().add(this);
        }
    }

    // ---- callers that are too slow to be meant

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (codec.headBegan() != 0 || foreignBodyBegan != 0) {
            loop(ctx).watch(incoming);
        }
        ctx.fireChannelReadComplete();
    }

    /** What is coming in, while it may be too slow. */
    private final class Incoming extends Watched {
        @Override
        void tick(long now) {
            lookAtIncoming(now);
        }
    }

    private void lookAtIncoming(long now) {
        ChannelHandlerContext ctx = requireContext();
        if (exchange != null || blocked || lingering) {
            codec.headWaited(now); // nobody reads what comes next yet
        } else if (withMicronaut == 0
                && codec.headBegan() != 0
                && now - codec.headBegan() > relay.settings.headTimeout().toNanos()) {
            unwatch(ctx);
            tellHeadTooSlow();
        } else if (foreignBodyBegan != 0 && relay.settings.bodyTooSlow(now - foreignBodyBegan, foreignBodyBytes)) {
            unwatch(ctx);
            ctx.close();
        } else if (codec.headBegan() == 0 && foreignBodyBegan == 0) {
            unwatch(ctx);
        }
    }

    private void unwatch(ChannelHandlerContext ctx) {
        loop(ctx).unwatch(incoming);
    }

    private void tellHeadTooSlow() {
        Refusal told = Refusal.headTooSlow();
        ByteBuf body = Unpooled.wrappedBuffer(
                ErrorBody.of(Format.OPENAI_CHAT, told.status(), told.code(), told.message(), null, ""));
        DefaultFullHttpResponse answer =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_TIMEOUT, body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        requireContext().write(answer);
        exchangeOverEarly();
    }

    // ---- from the caller

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (lingering) {
            ReferenceCountUtil.release(message);
        } else if (blocked) {
            waiting.add(message);
        } else {
            accept(ctx, message);
        }
    }

    private void accept(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            Refusal problem = HttpRules.problem(request);
            boolean ours = isOurs(request, problem);
            if (exchange != null || (ours && withMicronaut > 0)) {
                blocked = true;
                waiting.add(message);
                return;
            }
            bodyToMicronaut = !ours;
            loop(ctx).idleCallers().remove(this);
            if (ours) {
                exchange = new Exchange(relay, this, ctx.channel(), request, problem);
                exchange.begin(request);
            } else {
                withMicronaut++;
                foreignBodyBegan = System.nanoTime();
                foreignBodyBytes = 0;
            }
        }
        if (bodyToMicronaut) {
            if (message instanceof HttpContent content) {
                foreignBodyBytes += content.content().readableBytes();
            }
            if (message instanceof LastHttpContent) {
                foreignBodyBegan = 0;
            }
            ctx.fireChannelRead(message);
        } else if (message instanceof HttpContent content) {
            body(content);
        } else if (!(message instanceof HttpRequest)) {
            ReferenceCountUtil.release(message);
        }
    }

    /** Model calls, and what nobody else could answer well; the rest is Micronaut's, also to refuse. */
    private static boolean isOurs(HttpRequest request, @Nullable Refusal problem) {
        if (Relay.takes(request)) {
            return true;
        }
        if (problem != null
                && (problem.status() == OTHER_PROTOCOL || request.uri().equals(NO_TARGET))) {
            return true;
        }
        if (problem != null && request.decoderResult().isSuccess()) {
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(problem.message())));
        }
        return false;
    }

    private void body(HttpContent content) {
        try {
            Exchange current = exchange;
            if (current == null) {
                return;
            }
            if (!content.decoderResult().isSuccess()) {
                current.requestBroken();
                return;
            }
            current.body(content.content());
            if (content instanceof LastHttpContent) {
                current.bodyComplete();
            }
        } finally {
            content.release();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (blocked) {
            readWanted = true;
        } else {
            ctx.read();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null) {
            exchange.callerWritable(ctx.channel().isWritable());
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        // Micronaut closes idle connections, and would do so in the middle of a model's long thought.
        if (exchange == null || !(event instanceof IdleStateEvent)) {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        loop(ctx).idleCallers().remove(this);
        unwatch(ctx);
        Exchange gone = exchange;
        exchange = null;
        if (gone != null) {
            gone.callerLeft();
        }
        for (Object message; (message = waiting.poll()) != null; ) {
            ReferenceCountUtil.release(message);
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (exchange == null) {
            ctx.fireExceptionCaught(cause);
        } else {
            relay.connectionFailed(cause);
            ctx.close();
        }
    }

    // ---- from Micronaut's handler

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean end = message instanceof LastHttpContent
                && !(message instanceof HttpResponse response
                        && response.status().code() < 200);
        ctx.write(message, promise);
        if (end && --withMicronaut == 0) {
            idleIfSo(ctx);
            if (blocked) {
                ctx.executor().execute(this::resume);
            }
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (exchange == null) {
            ctx.close(promise);
        } else {
            // A stopping server closes connections that look idle to it; this one is in the middle of a call.
            closeWanted = true;
            promise.trySuccess();
        }
    }

    // ---- from the exchange

    void write(HttpObject message) {
        ChannelHandlerContext ctx = requireContext();
        ctx.write(message, ctx.voidPromise());
    }

    void write(ByteBuf bytes) {
        write(new DefaultHttpContent(bytes));
    }

    void flush() {
        requireContext().flush();
    }

    boolean writable() {
        return requireContext().channel().isWritable();
    }

    /** The exchange has written the end of its answer. */
    void exchangeOver(boolean keepAlive) {
        ChannelHandlerContext ctx = requireContext();
        exchange = null;
        if (!keepAlive || closeWanted) {
            ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            return;
        }
        ctx.flush();
        idleIfSo(ctx);
        if (blocked) {
            ctx.executor().execute(this::resume);
        }
    }

    /** The exchange has answered before its request was whole: what is still coming is not wanted. */
    void exchangeOverEarly() {
        ChannelHandlerContext ctx = requireContext();
        exchange = null;
        lingering = true;
        // Closing with unread bytes would reset the connection and take the answer with it.
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> {
            if (ctx.channel() instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
            }
            ctx.channel().config().setAutoRead(true);
            ctx.executor().schedule(() -> ctx.close(), LINGER_SECONDS, TimeUnit.SECONDS);
        });
    }

    void cut() {
        requireContext().close();
    }

    private void resume() {
        ChannelHandlerContext ctx = requireContext();
        blocked = false;
        boolean passedOn = false;
        while (!blocked && !lingering) {
            Object message = waiting.poll();
            if (message == null) {
                break;
            }
            accept(ctx, message);
            passedOn |= bodyToMicronaut && !blocked;
        }
        if (blocked) {
            requeueInOrder();
            return;
        }
        if (passedOn) {
            ctx.fireChannelReadComplete();
        }
        if (readWanted) {
            readWanted = false;
            ctx.read();
        }
    }

    /** {@link #accept} put the request it could not take yet at the end; it belongs at the front. */
    private void requeueInOrder() {
        Object last = waiting.pollLast();
        if (last != null) {
            waiting.addFirst(last);
        }
    }

    private ChannelHandlerContext requireContext() {
        if (context == null) {
            throw new IllegalStateException("the handler is not in a pipeline yet");
        }
        return context;
    }
}
