package ai.ominigate.abuse.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.AddressScope;
import ai.ominigate.platform.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTest {

    @ParameterizedTest
    @CsvSource({
        "network:203.0.113.7, network:203.0.113.7/32",
        "network:::ffff:203.0.113.7, network:203.0.113.7/32",
        "network:2001:DB8:0::/48, network:2001:db8::/48",
        "asn:64500, asn:64500",
        "country:nl, country:NL",
        "key:0198c0de-0000-7000-8000-00000000000A, key:0198c0de-0000-7000-8000-00000000000a",
        "account:0198c0de-0000-7000-8000-000000000001, account:0198c0de-0000-7000-8000-000000000001",
    })
    void anEntityHasOneText(String written, String text) {
        assertThat(Entity.parse(written)).hasToString(text).isEqualTo(Entity.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "203.0.113.7",
                "planet:earth",
                "network:",
                "network:localhost",
                "asn:",
                "asn:0",
                "asn:4294967296",
                "asn:AS1",
                "country:NLD",
                "country:1X",
                "key:1234",
                "account:"
            })
    void whatCannotBeJudgedIsRefused(String text) {
        assertThatThrownBy(() -> Entity.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7/32",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    })
    void anAddressIsCountedAtWhatOnePartyHas(String address, String network) {
        assertThat(Entity.Net.of(InetAddress.ofLiteral(address).getAddress()).network())
                .isEqualTo(Network.parse(network));
    }

    @Test
    void anIpv4AddressInIpv6NotationIsCountedAsIpv4() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 203, 0, 113, 7};

        assertThat(Entity.Net.of(mapped)).isEqualTo(Entity.parse("network:203.0.113.7"));
    }

    @Test
    void aNetworkIsWidenedAsFarAsOnePartyMayHaveIt() {
        assertThat(widenings("203.0.113.7/32")).containsExactly("203.0.113.0/24");
        assertThat(widenings("2001:db8:1:2:3::/128"))
                .containsExactly("2001:db8:1:2::/64", "2001:db8:1::/56", "2001:db8:1::/48");
        assertThat(widenings("203.0.0.0/16")).isEmpty();
    }

    private static List<String> widenings(String network) {
        return Stream.iterate(
                        new Entity.Net(Network.parse(network)).widened(),
                        Optional::isPresent,
                        wider -> wider.flatMap(Entity.Net::widened))
                .map(wider -> wider.orElseThrow().network().toString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "10.1.2.3, PRIVATE",
        "169.254.169.254, FORBIDDEN",
        "fe80::1, FORBIDDEN",
    })
    void anAddressOfNobodyOnTheInternetIsRecognised(String address, AddressScope scope) {
        assertThat(Entity.Net.of(InetAddress.ofLiteral(address).getAddress()).scope())
                .isEqualTo(scope);
    }
}
