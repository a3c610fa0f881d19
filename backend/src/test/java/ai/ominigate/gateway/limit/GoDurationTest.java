package ai.ominigate.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0s",
        "PT0.120S, 120ms",
        "PT0.0000001S, 1ms",
        "PT1S, 1s",
        "PT1.5S, 1.5s",
        "PT1.05S, 1.05s",
        "PT1.005S, 1.005s",
        "PT59.9991S, 1m0s",
        "PT6M, 6m0s",
        "PT1M26.4S, 1m26.4s",
        "PT1H, 1h0m0s",
        "PT25H3M4S, 25h3m4s",
    })
    void goPrintsThemSo(Duration duration, String text) {
        assertThat(GoDuration.format(duration)).isEqualTo(text);
    }
}
