package ai.ominigate.gateway.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One connection to an upstream, serving one call or resting in the pool. */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

    /** The call that is being served. */
    interface User {
        void head(HttpResponse head);

        /** A piece of the body; the connection keeps ownership of the buffer. */
        void body(ByteBuf piece);

        /** The answer is whole. The connection is no longer the user's. */
        void end();

        /** All that was at hand has been told: a good moment to flush. */
        void pause();

        /** The connection is lost before the answer was whole. It is no longer the user's. */
        void lost(@Nullable Throwable cause);
    }

    private final UpstreamPool.Origin origin;
    private final UpstreamPool pool;
    private @Nullable Channel channel;
    private @Nullable User user;
    private boolean keepAlive;
    private boolean interim;
    private boolean served;
    private long restingSince;

    UpstreamConnection(UpstreamPool.Origin origin, UpstreamPool pool) {
        this.origin = origin;
        this.pool = pool;
    }

    UpstreamPool.Origin origin() {
        return origin;
    }

    boolean usable() {
        return channel != null && channel.isActive() && user == null;
    }

    /** Whether it has served a call before: such a one may have been closed by the other side while it rested. */
    boolean served() {
        return served;
    }

    void restingSince(long now) {
        restingSince = now;
    }

    long restingSince() {
        return restingSince;
    }

    /** Sends a request on behalf of this user. If that fails, {@link #exceptionCaught} hears of it. */
    void use(User user, ByteBuf request) {
        this.user = user;
        Channel open = requireChannel();
        open.writeAndFlush(request, open.voidPromise());
    }

    void reading(boolean on) {
        requireChannel().config().setAutoRead(on);
    }

    /** Closes the connection; its user hears nothing more. */
    void close() {
        user = null;
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            User current = user;
            if (current == null) {
                ctx.close(); // an answer that nobody asked for
                return;
            }
            if (message instanceof HttpObject object && !object.decoderResult().isSuccess()) {
                lose(object.decoderResult().cause());
                return;
            }
            if (message instanceof HttpResponse head) {
                interim = head.status().code() < 200;
                if (!interim) {
                    keepAlive = HttpUtil.isKeepAlive(head);
                    current.head(head);
                }
            }
            // An interim answer (RFC 9110, section 15.2) ends with an empty content that is not the answer's end.
            if (message instanceof HttpContent content && !interim) {
                read(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpContent content) {
        User current = user;
        if (current != null && content.content().isReadable()) {
            current.body(content.content());
        }
        current = user;
        if (current != null && content instanceof LastHttpContent) {
            user = null;
            served = true;
            current.end();
            if (keepAlive) {
                reading(true);
                pool.rest(this);
            } else {
                close();
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        User current = user;
        if (current != null) {
            current.pause();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        lose(null);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        lose(cause);
    }

    private void lose(@Nullable Throwable cause) {
        User current = user;
        close();
        if (current != null) {
            current.lost(cause);
        }
    }

    private Channel requireChannel() {
        if (channel == null) {
            throw new IllegalStateException("the connection has no channel yet");
        }
        return channel;
    }
}
