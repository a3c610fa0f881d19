package ai.ominigate.gateway.relay;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.netty.channel.ChannelPipelineCustomizer;
import io.micronaut.http.server.netty.NettyServerCustomizer;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts {@link CallerConnection} into the pipeline of every connection, right before Micronaut's own handler: behind the
 * HTTP codec and TLS, which it shares with all other pages. The codec becomes a stricter one.
 */
@Singleton
final class RelayHook implements BeanCreatedEventListener<NettyServerCustomizer.Registry> {
    private static final Logger LOG = LoggerFactory.getLogger(RelayHook.class);

    private final BeanProvider<Relay> relay;
    private final BeanProvider<NettyHttpServerConfiguration> server;

    RelayHook(BeanProvider<Relay> relay, BeanProvider<NettyHttpServerConfiguration> server) {
        this.relay = relay;
        this.server = server;
    }

    @Override
    public NettyServerCustomizer.Registry onCreated(BeanCreatedEvent<NettyServerCustomizer.Registry> event) {
        event.getBean().register(new Customizer(null));
        return event.getBean();
    }

    /** As Micronaut's own codec is made from the same settings. */
    private HttpDecoderConfig decoding() {
        NettyHttpServerConfiguration settings = server.get();
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(settings.getMaxInitialLineLength())
                .setMaxHeaderSize(settings.getMaxHeaderSize())
                .setMaxChunkSize(settings.getMaxChunkSize())
                .setValidateHeaders(settings.isValidateHeaders())
                .setInitialBufferSize(settings.getInitialBufferSize())
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setAllowDuplicateContentLengths(false);
    }

    private final class Customizer implements NettyServerCustomizer {
        private final @Nullable Channel channel;

        private Customizer(@Nullable Channel channel) {
            this.channel = channel;
        }

        @Override
        public NettyServerCustomizer specializeForChannel(Channel channel, ChannelRole role) {
            return role == ChannelRole.CONNECTION ? new Customizer(channel) : this;
        }

        @Override
        public void onStreamPipelineBuilt() {
            if (channel == null) {
                return;
            }
            try {
                CallerCodec codec = new CallerCodec(decoding());
                channel.pipeline()
                        .replace(
                                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                                ChannelPipelineCustomizer.HANDLER_HTTP_SERVER_CODEC,
                                codec);
                channel.pipeline()
                        .addBefore(
                                ChannelPipelineCustomizer.HANDLER_MICRONAUT_INBOUND,
                                "v1-relay",
                                new CallerConnection(relay.get(), codec));
            } catch (RuntimeException e) {
                // Micronaut would only log this and serve the connection without the relay, as 404s.
                LOG.error("The relay could not be put into a connection; closing it", e);
                channel.close();
            }
        }
    }
}
