package ai.ominigate.gateway.relay;

import ai.ominigate.metering.Journal;
import io.micronaut.http.netty.channel.EventLoopGroupConfiguration;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.http.netty.channel.NettyChannelType;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.FastThreadLocal;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** What each event loop keeps for its calls; nothing in it is shared, so nothing in it is locked. */
@Singleton
final class Loops {
    private final EventLoopGroupFactory transport;
    private final @Nullable EventLoopGroupConfiguration configuration;
    private final RelaySettings settings;
    private final Journal journal;

    /** Resolves names without blocking the loop that asks. */
    private final AddressResolverGroup<InetSocketAddress> resolver;

    private final FastThreadLocal<LoopState> states = new FastThreadLocal<>();

    Loops(EventLoopGroupFactory transport, EventLoopGroupRegistry registry, RelaySettings settings, Journal journal) {
        this.transport = transport;
        this.configuration = registry.getEventLoopGroupConfiguration("default").orElse(null);
        this.settings = settings;
        this.journal = journal;
        this.resolver = new DnsAddressResolverGroup(
                () -> (DatagramChannel) newChannel(NettyChannelType.DATAGRAM_SOCKET),
                DnsServerAddressStreamProviders.platformDefault());
    }

    /** The state of the loop that runs this thread. */
    LoopState of(EventLoop loop) {
        LoopState state = states.get();
        if (state == null) {
            state = new LoopState(loop, settings, journal, () -> newChannel(NettyChannelType.CLIENT_SOCKET), resolver);
            states.set(state);
        }
        return state;
    }

    private Channel newChannel(NettyChannelType type) {
        return configuration == null
                ? transport.channelInstance(type, null)
                : transport.channelInstance(type, configuration);
    }

    @PreDestroy
    void close() {
        resolver.close();
    }
}
