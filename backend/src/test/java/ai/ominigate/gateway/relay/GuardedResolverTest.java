package ai.ominigate.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which addresses an upstream's name may lead to, whoever answers for the name. */
class GuardedResolverTest {
    private final DefaultEventExecutor executor = new DefaultEventExecutor();

    @AfterEach
    void stop() {
        executor.shutdownGracefully();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # the name,       where it leads,  allowed,  allowed if private addresses are
            api.example.com,  93.184.216.34,   true,     true
            api.example.com,  10.0.0.5,        false,    true
            api.example.com,  fd12::5,         false,    true
            api.example.com,  127.0.0.1,       false,    true
            api.example.com,  169.254.169.254, false,    false
            api.example.com,  fe80::1,         false,    false
            api.example.com,  fd00:ec2::254,   false,    false
            localhost,        127.0.0.1,       true,     true
            localhost,        169.254.169.254, false,    false
            127.0.0.1,        127.0.0.1,       true,     true
            10.0.0.5,         10.0.0.5,        false,    true
            # not registered
            elsewhere.example.com, 93.184.216.34, false, false
            """)
    void aNameLeadsOnlyWhereItMay(String host, String address, boolean allowed, boolean allowedIfPrivate)
            throws InterruptedException {
        assertThat(leads(host, address, false)).isEqualTo(allowed);
        assertThat(leads(host, address, true)).isEqualTo(allowedIfPrivate);
    }

    @Test
    void aNameThatIsNotRegisteredIsNotEvenLookedUp() throws InterruptedException {
        List<String> lookedUp = new CopyOnWriteArrayList<>();
        try (AddressResolverGroup<InetSocketAddress> names = noting(lookedUp);
                GuardedResolver guarded = new GuardedResolver(names, name -> name.equals("api.example.com"), true)) {
            for (String host : List.of("elsewhere.example.com", "api.example.com", "api.example.com.evil.example")) {
                guarded.getResolver(executor)
                        .resolve(InetSocketAddress.createUnresolved(host, 443))
                        .await();
            }
        }
        assertThat(lookedUp).containsExactly("api.example.com");
    }

    private static AddressResolverGroup<InetSocketAddress> noting(List<String> lookedUp) {
        return new AddressResolverGroup<>() {
            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                return new InetNameResolver(executor) {
                    @Override
                    protected void doResolve(String host, Promise<InetAddress> promise) {
                        lookedUp.add(host);
                        promise.setSuccess(InetAddress.getLoopbackAddress());
                    }

                    @Override
                    protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
                        lookedUp.add(host);
                        promise.setSuccess(List.of(InetAddress.getLoopbackAddress()));
                    }
                }.asAddressResolver();
            }
        };
    }

    private boolean leads(String host, String address, boolean privateAllowed) throws InterruptedException {
        try (AddressResolverGroup<InetSocketAddress> names = leadingTo(InetAddress.ofLiteral(address));
                GuardedResolver guarded =
                        new GuardedResolver(names, name -> !name.equals("elsewhere.example.com"), privateAllowed)) {
            Future<InetSocketAddress> found = guarded.getResolver(executor)
                    .resolve(InetSocketAddress.createUnresolved(host, 443))
                    .await();
            if (!found.isSuccess()) {
                assertThat(found.cause()).isInstanceOf(GuardedResolver.ForbiddenAddress.class);
            }
            return found.isSuccess();
        }
    }

    private static AddressResolverGroup<InetSocketAddress> leadingTo(InetAddress address) {
        return new AddressResolverGroup<>() {
            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor on) {
                return new InetNameResolver(on) {
                    @Override
                    protected void doResolve(String name, Promise<InetAddress> promise) {
                        promise.setSuccess(address);
                    }

                    @Override
                    protected void doResolveAll(String name, Promise<List<InetAddress>> promise) {
                        promise.setSuccess(List.of(address));
                    }
                }.asAddressResolver();
            }
        };
    }
}
