package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.255, true",
        "203.0.113.0/24, 203.0.114.0, false",
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "203.0.113.128/25, 203.0.113.127, false",
        "0.0.0.0/0, 198.51.100.1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "::/0, 203.0.113.7, false",
    })
    void aNetworkHoldsTheAddressesBelowItsPrefix(String network, String address, boolean holds) {
        assertThat(Network.parse(network)
                        .contains(InetAddress.ofLiteral(address).getAddress()))
                .isEqualTo(holds);
    }

    @Test
    void bitsBehindThePrefixAreDropped() {
        assertThat(Network.parse("203.0.113.7/24")).isEqualTo(Network.parse("203.0.113.0/24"));
        assertThat(Network.parse("203.0.113.7/24")).hasToString("203.0.113.0/24");
        assertThat(Network.parse("255.255.255.255/0")).hasToString("0.0.0.0/0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.1",
                "10",
                "face",
                "localhost",
                "example.com",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.256",
                "10.0.0.0/8/9",
                "::1%lo",
                "::/129",
                ":::",
                "1.2.3.4.5"
            })
    void whatIsNoNetworkIsRefusedInASentence(String text) {
        assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text + "' is not an address or a network such as 203.0.113.0/24");
    }
}
