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
    @CsvSource({
        "203.0.113.7, 203.0.113.7/32",
        "203.000.113.007, 203.0.113.7/32",
        "::ffff:203.0.113.7, 203.0.113.7/32",
        "::FFFF:CB00:7107, 203.0.113.7/32",
        "0:0:0:0:0:ffff:203.0.113.7/128, 203.0.113.7/32",
        "::ffff:203.0.113.7/120, 203.0.113.0/24",
        "2001:0DB8:0000:0000:0000:0000:0000:0001, 2001:db8::1/128",
        "2001:db8::0:1, 2001:db8::1/128",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1/128",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1/128",
        "fe80::1%eth0, fe80::1/128",
        "fe80::1%eth0/64, fe80::/64",
        "::, ::/128",
        "::1, ::1/128",
    })
    void oneNetworkIsOneTextHoweverItWasWritten(String written, String text) {
        assertThat(Network.parse(written)).hasToString(text).isEqualTo(Network.parse(text));
    }

    @Test
    void aNetworkOfBytesIsTheOneOfTheText() {
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 203, 0, 113, 7};

        assertThat(Network.of(mapped)).isEqualTo(Network.parse("203.0.113.7"));
        assertThat(Network.of(mapped, 24)).isEqualTo(Network.parse("203.0.113.0/24"));
        assertThat(Network.of(Network.parse("2001:db8::5").address(), 64)).isEqualTo(Network.parse("2001:db8::/64"));
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.0/24, 203.0.113.0/24, true",
        "203.0.113.0/24, 203.0.113.7/32, true",
        "203.0.113.7/32, 203.0.113.0/24, false",
        "203.0.113.0/24, 203.0.112.0/23, false",
        "0.0.0.0/0, 2001:db8::/32, false",
        "::/0, 2001:db8::/32, true",
    })
    void aNetworkHoldsTheNetworksThatLieInIt(String wide, String narrow, boolean holds) {
        assertThat(Network.parse(wide).contains(Network.parse(narrow))).isEqualTo(holds);
    }

    @Test
    void aNetworkIsWidenedAndNeverNarrowed() {
        assertThat(Network.parse("203.0.113.7").widenedTo(24)).isEqualTo(Network.parse("203.0.113.0/24"));
        assertThat(Network.parse("203.0.0.0/16").widenedTo(24)).isEqualTo(Network.parse("203.0.0.0/16"));
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
                "::1%",
                "::1/128%lo",
                "10.0.0.0%lo",
                "::ffff:10.0.0.0/95",
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
