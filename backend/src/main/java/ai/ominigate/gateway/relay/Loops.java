package ai.ominigate.gateway.relay;

import ai.ominigate.egress.Egress;
import ai.ominigate.metering.Journal;
import ai.ominigate.model.system.EgressUse;
import com.sun.management.UnixOperatingSystemMXBean;
import io.micronaut.http.netty.channel.EventLoopGroupConfiguration;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.http.netty.channel.NettyChannelType;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.concurrent.FastThreadLocal;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What each event loop keeps for its calls; nothing in it is shared, so nothing in it is locked. */
@Singleton
final class Loops {
    /** Generous: an idle one takes about a third of it on the heap. */
    private static final int BYTES_PER_CONNECTION = 16 * 1024;

    private static final int FILES_OF_OUR_OWN = 500;
    private static final int FEWEST_CONNECTIONS = 100;

    private final EventLoopGroupFactory transport;
    private final @Nullable EventLoopGroupConfiguration configuration;
    private final RelaySettings settings;
    private final Journal journal;

    /** Resolves names without blocking the loop that asks. */
    private final Resolvers resolvers;

    private final int mostConnections;
    private final AtomicInteger connections = new AtomicInteger();

    private final FastThreadLocal<LoopState> states = new FastThreadLocal<>();

    Loops(
            EventLoopGroupFactory transport,
            EventLoopGroupRegistry registry,
            RelaySettings settings,
            Journal journal,
            Egress egress) {
        this.transport = transport;
        this.configuration = registry.getEventLoopGroupConfiguration("default").orElse(null);
        this.settings = settings;
        this.journal = journal;
        this.resolvers = new Resolvers(
                new DnsAddressResolverGroup(
                        () -> (DatagramChannel) newChannel(NettyChannelType.DATAGRAM_SOCKET),
                        DnsServerAddressStreamProviders.platformDefault()),
                host -> egress.permits(host, EgressUse.MODEL_CALLS));
        this.mostConnections = settings.maxConnections() > 0 ? settings.maxConnections() : whatTheSystemAllows();
    }

    /** The state of the loop that runs this thread. */
    LoopState of(EventLoop loop) {
        LoopState state = states.get();
        if (state == null) {
            state = new LoopState(loop, settings, journal, () -> newChannel(NettyChannelType.CLIENT_SOCKET), resolvers);
            states.set(state);
        }
        return state;
    }

    /** A caller has connected; false if that is one more than there may be. */
    boolean arrived() {
        return connections.incrementAndGet() <= mostConnections;
    }

    void left() {
        connections.decrementAndGet();
    }

    /**
     * Half of the files that the process may open, as each call needs a connection to an upstream besides and the journal
     * must never want for one; and no more than half of the heap can hold.
     */
    private static int whatTheSystemAllows() {
        long byHeap = Runtime.getRuntime().maxMemory() / 2 / BYTES_PER_CONNECTION;
        long byFiles = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (system.getMaxFileDescriptorCount() - FILES_OF_OUR_OWN) / 2
                : byHeap;
        return Math.clamp(Math.min(byHeap, byFiles), FEWEST_CONNECTIONS, Integer.MAX_VALUE);
    }

    private Channel newChannel(NettyChannelType type) {
        return configuration == null
                ? transport.channelInstance(type, null)
                : transport.channelInstance(type, configuration);
    }

    @PreDestroy
    void close() {
        resolvers.close();
    }
}
