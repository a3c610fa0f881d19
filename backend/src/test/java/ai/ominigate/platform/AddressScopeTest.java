package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressScopeTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            93.184.216.34,          PUBLIC
            2606:4700::1111,        PUBLIC
            127.0.0.1,              LOOPBACK
            127.8.9.10,             LOOPBACK
            ::1,                    LOOPBACK
            ::ffff:127.0.0.1,       LOOPBACK
            10.1.2.3,               PRIVATE
            172.16.0.1,             PRIVATE
            172.32.0.1,             PUBLIC
            192.168.1.1,            PRIVATE
            100.64.0.1,             PRIVATE
            198.18.0.1,             PRIVATE
            fd12:3456::1,           PRIVATE
            ::ffff:10.0.0.1,        PRIVATE
            64:ff9b::10.0.0.1,      PRIVATE
            2002:a00:1::1,          PRIVATE
            169.254.169.254,        FORBIDDEN
            ::ffff:169.254.169.254, FORBIDDEN
            64:ff9b::a9fe:a9fe,     FORBIDDEN
            2002:a9fe:a9fe::1,      FORBIDDEN
            169.254.0.1,            FORBIDDEN
            fe80::1,                FORBIDDEN
            fd00:ec2::254,          FORBIDDEN
            168.63.129.16,          FORBIDDEN
            100.100.100.200,        FORBIDDEN
            0.0.0.0,                FORBIDDEN
            ::,                     FORBIDDEN
            224.0.0.1,              FORBIDDEN
            255.255.255.255,        FORBIDDEN
            ff02::1,                FORBIDDEN
            """)
    void anAddressReachesAsFarAsItsNetwork(String address, AddressScope scope) {
        assertThat(AddressScope.of(InetAddress.ofLiteral(address))).isEqualTo(scope);
    }
}
