package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientAddressTest {
    private static final String PROXY = "10.0.0.1";

    private final ClientAddress direct = new ClientAddress(List.of(), "X-Forwarded-For");
    private final ClientAddress behindProxies =
            new ClientAddress(List.of("10.0.0.0/8", "2001:db8:aaaa::/48"), "X-Forwarded-For");
    private final ClientAddress behindStandardProxies = new ClientAddress(List.of("10.0.0.0/8"), "Forwarded");

    @Test
    void withoutProxiesTheSocketTellsTheAddressWhateverAHeaderSays() {
        assertThat(found(direct, "198.51.100.7", "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void aCallerWhoIsNoProxyCannotSpoof() {
        assertThat(found(behindProxies, "198.51.100.7", "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void aProxyTellsWhomItServes() {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void whatTheCallerPutBeforeTheProxysWordIsNotBelieved() {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", "1.1.1.1, 10.9.9.9, 203.0.113.9"))
                .isEqualTo("203.0.113.9");
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", "garbage\"', 203.0.113.9"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void aChainOfProxiesIsLookedThrough() {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", "1.1.1.1, 203.0.113.9, 10.1.1.1, 10.2.2.2"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void severalHeaderLinesAreOneList() {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", "1.1.1.1", "203.0.113.9, 10.1.1.1", "10.2.2.2"))
                .isEqualTo("203.0.113.9");
    }

    @Test
    void aCallFromInsideComesFromTheFarthestProxy() {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", "10.1.1.1, 10.2.2.2"))
                .isEqualTo("10.1.1.1");
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For")).isEqualTo(PROXY);
    }

    @Test
    void endlessProxiesAreNotFollowed() {
        String chain = "203.0.113.9" + ", 10.3.3.3".repeat(100);

        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", chain)).isEqualTo("10.3.3.3");
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9:4711, 203.0.113.9",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:443, 2001:db8:0:0:0:0:0:1",
        "::ffff:203.0.113.9, 203.0.113.9",
        "[::ffff:203.0.113.9]:80, 203.0.113.9",
        "::FFFF:CB00:7109, 203.0.113.9",
        "0:0:0:0:0:ffff:203.0.113.9, 203.0.113.9",
        "203.000.113.009, 203.0.113.9",
        "fe80::1%eth0, fe80:0:0:0:0:0:0:1",
        "[fe80::1%25eth0]:80, fe80:0:0:0:0:0:0:1",
        "2001:0DB8:0:0::1, 2001:db8:0:0:0:0:0:1",
        "'2001:db8::1, 2001:db8:aaaa::5', 2001:db8:0:0:0:0:0:1",
    })
    void addressesComeInManyShapes(String header, String address) {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", header)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "unknown",
                "203.0.113",
                "203.0.113.9.1",
                "203.0.113.256",
                "203.0.113.9:",
                "203.0.113.9:port",
                "203.0.113.9:123456",
                "3405803785",
                "0x7f.1.1.1",
                "face",
                "localhost",
                "fe80::1%",
                "203.0.113.9%eth0",
                "[2001:db8::1",
                "[2001:db8::1]x",
                "[203.0.113.9]",
                "2001:db8::1::2",
                "203.0.113.9,",
                "203.0.113.9, garbage",
                "\"203.0.113.9\"",
            })
    void whatIsNoAddressLeavesTheSockets(String header) {
        assertThat(found(behindProxies, PROXY, "X-Forwarded-For", header)).isEqualTo(PROXY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "for=203.0.113.9 | 203.0.113.9",
                "For=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9",
                "proto=https; for=\"203.0.113.9:4711\" | 203.0.113.9",
                "for=\"[2001:db8::1]:443\" | 2001:db8:0:0:0:0:0:1",
                "for=1.1.1.1, for=203.0.113.9, for=10.1.1.1 | 203.0.113.9",
                "for=203.0.113.9;host=\"a,for=1.1.1.1;b\" | 203.0.113.9",
                "for=1.1.1.1;x=\", for=203.0.113.9 | 203.0.113.9",
                "for=\"1.1.1.1, for=\"203.0.113.9\" | 203.0.113.9",
                "for=unknown | 10.0.0.1",
                "for=_hidden | 10.0.0.1",
                "proto=https | 10.0.0.1",
                "for= | 10.0.0.1",
                "203.0.113.9 | 10.0.0.1",
            })
    void theStandardHeaderIsUnderstoodWhereProxiesWriteIt(String header, String address) {
        assertThat(found(behindStandardProxies, PROXY, "Forwarded", header)).isEqualTo(address);
    }

    @Test
    void theHeaderThatOurProxiesDoNotWriteIsTheCallersAndNotBelieved() {
        assertThat(found(behindProxies, PROXY, "Forwarded", "for=203.0.113.9")).isEqualTo(PROXY);
        assertThat(found(behindStandardProxies, PROXY, "X-Forwarded-For", "203.0.113.9"))
                .isEqualTo(PROXY);
    }

    @Test
    void aSocketOfThisMachineCountsAsLoopback() {
        byte[] address = direct.of(UnixDomainSocketAddress.of("/tmp/socket"), _ -> List.of());

        assertThat(address).containsExactly(127, 0, 0, 1);
    }

    @Test
    void aWrongSettingIsToldInASentence() {
        assertThatThrownBy(() -> new ClientAddress(List.of("10.0.0.0/8", "10.0.0.0/99"), "X-Forwarded-For"))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("ominigate.trusted-proxies")
                .hasMessageContaining("'10.0.0.0/99'");
        assertThatThrownBy(() -> new ClientAddress(List.of(), "X-Real-IP"))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("'X-Real-IP'");
    }

    private static String found(ClientAddress addresses, String peer, String header, String... values) {
        try {
            byte[] address = addresses.of(
                    new InetSocketAddress(InetAddress.ofLiteral(peer), 50_000),
                    name -> name.equals(header.toLowerCase(Locale.ROOT)) ? List.of(values) : List.of());
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
