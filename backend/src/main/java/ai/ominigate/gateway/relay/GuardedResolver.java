package ai.ominigate.gateway.relay;

import ai.ominigate.platform.AddressScope;
import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Resolves the names of upstreams, and refuses addresses that no upstream of this kind has. It decides when the
 * connection is made, because whoever owns a name can point it elsewhere at any time (DNS rebinding).
 */
final class GuardedResolver extends AddressResolverGroup<InetSocketAddress> {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedResolver.class);

    /** The name is not called, or leads to an address that is not. */
    static final class ForbiddenAddress extends Exception {
        private static final long serialVersionUID = 1L;

        private ForbiddenAddress(String message) {
            super(message, null, false, false);
        }
    }

    private final AddressResolverGroup<InetSocketAddress> names;
    private final Predicate<String> registered;
    private final boolean privateAllowed;

    /** @param registered whether a host may be connected to at all; asked before its name is looked up */
    GuardedResolver(
            AddressResolverGroup<InetSocketAddress> names, Predicate<String> registered, boolean privateAllowed) {
        this.names = names;
        this.registered = registered;
        this.privateAllowed = privateAllowed;
    }

    /**
     * Whether an upstream of this name may be at an address of this scope.
     *
     * @param host the name or address that the operator wrote
     */
    static boolean allows(String host, AddressScope scope, boolean privateAllowed) {
        return switch (scope) {
            case PUBLIC -> true;
            // Written as such, it is meant.
            case LOOPBACK -> privateAllowed || isWrittenAsSuch(host);
            case PRIVATE -> privateAllowed;
            case FORBIDDEN -> false;
        };
    }

    private static boolean isWrittenAsSuch(String host) {
        return host.equalsIgnoreCase("localhost") || NetUtil.createByteArrayFromIpAddressString(host) != null;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        AddressResolver<InetSocketAddress> plain = names.getResolver(executor);
        return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
            @Override
            protected boolean doIsResolved(InetSocketAddress address) {
                // Literal addresses come as names too, and are looked at like them.
                return false;
            }

            @Override
            protected void doResolve(InetSocketAddress wanted, Promise<InetSocketAddress> promise) {
                if (!registered.test(wanted.getHostString())) {
                    promise.tryFailure(new ForbiddenAddress(wanted.getHostString() + " is not registered"));
                    return;
                }
                plain.resolve(wanted).addListener(done -> {
                    if (done.isSuccess()) {
                        decide(wanted, (InetSocketAddress) done.getNow(), promise);
                    } else {
                        promise.tryFailure(done.cause());
                    }
                });
            }

            @Override
            protected void doResolveAll(InetSocketAddress wanted, Promise<List<InetSocketAddress>> promise) {
                promise.tryFailure(new UnsupportedOperationException("one address is connected to"));
            }
        };
    }

    private void decide(InetSocketAddress wanted, InetSocketAddress found, Promise<InetSocketAddress> promise) {
        String host = wanted.getHostString();
        AddressScope scope = AddressScope.of(found.getAddress());
        if (allows(host, scope, privateAllowed)) {
            promise.trySuccess(found);
            return;
        }
        LOG.warn(
                "The provider's name {} leads to an address that is {}, so it is not called. If that is meant, set"
                        + " allow-private-address of the provider to true; what is FORBIDDEN never is.",
                host,
                scope);
        promise.tryFailure(new ForbiddenAddress(host + " leads to an address that is " + scope));
    }
}
