package ai.ominigate.abuse.decision;

import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.platform.Network;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.util.List;
import java.util.stream.Stream;

/**
 * Networks of our own, which can never be blocked: this machine, the proxies in front of it, and what an operator names:
 * where health checks, webhooks and the staff come from, and where our own calls leave.
 */
@Context
final class ProtectedNetworks {
    private static final List<Network> LOOPBACK = List.of(Network.parse("127.0.0.0/8"), Network.parse("::1"));

    private final List<Network> networks;

    ProtectedNetworks(
            @Property(name = "ominigate.abuse.protected-networks", defaultValue = "") List<String> named,
            ClientAddress addresses) {
        this.networks = Stream.of(
                        LOOPBACK.stream(),
                        addresses.trustedProxies().stream(),
                        named.stream()
                                .map(String::strip)
                                .filter(text -> !text.isEmpty())
                                .map(ProtectedNetworks::network))
                .flatMap(each -> each)
                .distinct()
                .toList();
    }

    private static Network network(String text) {
        try {
            return Network.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CannotStart(
                    "The setting ominigate.abuse.protected-networks holds something wrong: " + e.getMessage() + ".", e);
        }
    }

    List<Network> all() {
        return networks;
    }

    /** Whether all of this network is our own. */
    boolean hold(Network network) {
        return networks.stream().anyMatch(own -> own.contains(network));
    }

    /** Those that lie in this network. */
    List<Network> within(Network network) {
        return networks.stream().filter(network::contains).toList();
    }
}
