package ai.ominigate.console.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080,            http://localhost:8080",
        "'  http://localhost:8080/ ',      http://localhost:8080",
        "localhost:8080,                   http://localhost:8080",
        "127.0.0.1,                        http://127.0.0.1",
        "'[::1]:8080',                     'http://[::1]:8080'",
        "gateway.example.com,              https://gateway.example.com",
        "gateway.example.com:8443,         https://gateway.example.com:8443",
        "https://example.com/gate,         https://example.com/gate",
    })
    void whatPeopleTypeBecomesAnAddress(String typed, String address) {
        assertThat(ServerAddress.parse(typed)).map(ServerAddress::toString).hasValue(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "two words",
                "ftp://example.com",
                "http://",
                "htp:/localhost",
                "localhost:notaport",
                "http://me:secret@example.com",
                "http://example.com?q=1"
            })
    void whatIsNoAddressIsRefused(String typed) {
        assertThat(ServerAddress.parse(typed)).isEmpty();
    }

    @Test
    void pathsResolveBelowTheAddress() {
        ServerAddress address = ServerAddress.parse("https://example.com/gate").orElseThrow();

        assertThat(address.base().resolve("health")).hasToString("https://example.com/gate/health");
    }
}
