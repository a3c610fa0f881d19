package ai.ominigate.gateway.relay;

import io.netty.resolver.AddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/** Who looks up an upstream's name: one for providers of the internet, one for those that may be in networks of one's own. */
final class Resolvers implements AutoCloseable {
    private final AddressResolverGroup<InetSocketAddress> names;
    private final GuardedResolver internet;
    private final GuardedResolver everywhere;

    /**
     * Both.
     *
     * @param names resolves without blocking; closed with this
     * @param registered whether a host may be connected to
     */
    Resolvers(AddressResolverGroup<InetSocketAddress> names, Predicate<String> registered) {
        this.names = names;
        this.internet = new GuardedResolver(names, registered, false);
        this.everywhere = new GuardedResolver(names, registered, true);
    }

    GuardedResolver of(UpstreamPool.Origin origin) {
        return origin.privateAllowed() ? everywhere : internet;
    }

    @Override
    public void close() {
        internet.close();
        everywhere.close();
        names.close();
    }
}
