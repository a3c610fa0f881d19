package ai.ominigate.gateway.relay;

import ai.ominigate.catalog.Provider;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One event loop's connections to upstreams. A connection serves one call at a time and rests here in between. */
final class UpstreamPool extends Watched {

    /** Where a connection leads. */
    record Origin(boolean tls, String host, int port, boolean privateAllowed) {
        static Origin of(Provider provider) {
            URI url = provider.baseUrl();
            boolean tls = "https".equals(url.getScheme());
            int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
            return new Origin(tls, url.getHost(), port, provider.allowPrivateAddress());
        }

        /** The {@code Host} header (RFC 9110, section 7.2): no port where it is the scheme's own. */
        String authority() {
            return port == (tls ? 443 : 80) ? host : host + ":" + port;
        }
    }

    /** Headers of upstreams are only looked at, so what characters they have is nobody's concern. */
    private static final HttpDecoderConfig ANSWERS = new HttpDecoderConfig()
            .setMaxInitialLineLength(4 * 1024)
            .setMaxHeaderSize(64 * 1024)
            .setMaxChunkSize(64 * 1024)
            .setValidateHeaders(false);

    private final EventLoop loop;
    private final RelaySettings settings;
    private final Supplier<Channel> channels;
    private final Resolvers resolvers;
    private final LoopState state;
    private final Map<Origin, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();
    private @Nullable SslContext tls;
    private int resting;

    UpstreamPool(
            EventLoop loop, RelaySettings settings, Supplier<Channel> channels, Resolvers resolvers, LoopState state) {
        this.loop = loop;
        this.settings = settings;
        this.channels = channels;
        this.resolvers = resolvers;
        this.state = state;
    }

    /** A connection that has served before, or null if none is at rest. */
    @Nullable
    UpstreamConnection rested(Origin origin) {
        ArrayDeque<UpstreamConnection> rested = idle.get(origin);
        if (rested == null) {
            return null;
        }
        for (UpstreamConnection connection; (connection = rested.pollLast()) != null; ) {
            resting--;
            if (connection.usable()) {
                return connection;
            }
        }
        return null;
    }

    /** Makes a connection; one of the two is told, on this loop. The answer's channel can be closed to give up. */
    Channel connect(Origin origin, Consumer<UpstreamConnection> ready, Consumer<Throwable> failed) {
        UpstreamConnection connection = new UpstreamConnection(origin, this);
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(channels::get)
                .resolver(resolvers.of(origin))
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) throws SSLException {
                        if (origin.tls()) {
                            channel.pipeline().addLast(newTls(channel, origin));
                        }
                        channel.pipeline().addLast(new HttpResponseDecoder(ANSWERS), connection);
                    }
                });
        ChannelFuture connecting = bootstrap.connect(origin.host(), origin.port());
        Channel channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                failed.accept(done.cause());
                return;
            }
            SslHandler handler = channel.pipeline().get(SslHandler.class);
            if (handler == null) {
                ready.accept(connection);
            } else {
                handler.handshakeFuture().addListener(shaken -> {
                    if (shaken.isSuccess()) {
                        ready.accept(connection);
                    } else {
                        failed.accept(shaken.cause());
                        channel.close();
                    }
                });
            }
        });
        return channel;
    }

    /** The connection has served its call and can serve another. */
    void rest(UpstreamConnection connection) {
        ArrayDeque<UpstreamConnection> rested = idle.computeIfAbsent(connection.origin(), o -> new ArrayDeque<>());
        if (rested.size() >= settings.idleUpstreams()) {
            connection.close();
            return;
        }
        connection.restingSince(System.nanoTime());
        rested.addLast(connection);
        if (resting++ == 0) {
            state.watch(this);
        }
    }

    @Override
    void tick(long now) {
        long oldest = now - settings.upstreamIdleTimeout().toNanos();
        for (ArrayDeque<UpstreamConnection> rested : idle.values()) {
            for (UpstreamConnection first;
                    (first = rested.peekFirst()) != null && first.restingSince() - oldest < 0; ) {
                rested.pollFirst();
                resting--;
                first.close();
            }
        }
        if (resting == 0) {
            state.unwatch(this);
        }
    }

    private SslHandler newTls(Channel channel, Origin origin) throws SSLException {
        if (tls == null) {
            tls = SslContextBuilder.forClient()
                    .endpointIdentificationAlgorithm("HTTPS")
                    .build();
        }
        SslHandler handler = tls.newHandler(channel.alloc(), origin.host(), origin.port());
        handler.setHandshakeTimeoutMillis(settings.connectTimeout().toMillis());
        return handler;
    }
}
