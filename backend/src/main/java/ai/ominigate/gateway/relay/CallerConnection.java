package ai.ominigate.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
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

    private final Relay relay;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private int withMicronaut;
    private boolean bodyToMicronaut;
    private boolean blocked;
    private boolean readWanted;
    private boolean closeWanted;
    private boolean lingering;
    private @Nullable Exchange exchange;
    private @Nullable ChannelHandlerContext context;

    CallerConnection(Relay relay) {
        this.relay = relay;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
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
            boolean ours = request.decoderResult().isSuccess() && Relay.takes(request);
            if (exchange != null || (ours && withMicronaut > 0)) {
                blocked = true;
                waiting.add(message);
                return;
            }
            bodyToMicronaut = !ours;
            if (ours) {
                exchange = new Exchange(relay, this, ctx.channel(), request);
                exchange.begin(request);
            } else {
                withMicronaut++;
            }
        }
        if (bodyToMicronaut) {
            ctx.fireChannelRead(message);
        } else if (message instanceof HttpContent content) {
            body(content);
        } else if (!(message instanceof HttpRequest)) {
            ReferenceCountUtil.release(message);
        }
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
        if (end && --withMicronaut == 0 && blocked) {
            ctx.executor().execute(this::resume);
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
