package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamRefusalTest {

    @Test
    void aKeyThatGoogleDoesNotAcceptIsNoBadRequest() {
        assertThat(read(
                                400,
                                google(
                                        "INVALID_ARGUMENT",
                                        "{\"reason\":\"API_KEY_INVALID\",\"domain\":\"googleapis.com\"}"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aCountryThatGoogleDoesNotServeIsNoBadRequest() {
        assertThat(read(400, google("FAILED_PRECONDITION", "")).status()).isEqualTo(403);
    }

    @Test
    void aBadRequestIsOne() {
        assertThat(read(400, google("INVALID_ARGUMENT", ""))).isEqualTo(new UpstreamRefusal(400, null));
        assertThat(read(
                        400,
                        google(
                                "INVALID_ARGUMENT",
                                "{\"@type\":\"type.googleapis.com/google.rpc.BadRequest\",\"fieldViolations\":[]}")))
                .isEqualTo(new UpstreamRefusal(400, null));
    }

    @ParameterizedTest
    @CsvSource({"34s, 34000", "34.4s, 34400", "0.05s, 50", "1.234567s, 1234", "0s, 0"})
    void theDelayIsAsGoogleWritesDurations(String delay, long millis) {
        String body = google("RESOURCE_EXHAUSTED", "{\"quotaId\":\"x\"},{\"retryDelay\":\"" + delay + "\"}");

        assertThat(read(429, body)).isEqualTo(new UpstreamRefusal(429, Duration.ofMillis(millis)));
        assertThat(read(429, "[" + body + "]").retryAfter()).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-5s", "5", "99999999999s", "1e9s", ""})
    void whatIsNoDurationIsNoDelay(String delay) {
        assertThat(read(429, google("RESOURCE_EXHAUSTED", "{\"retryDelay\":\"" + delay + "\"}")))
                .isEqualTo(new UpstreamRefusal(429, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "{",
                "[]",
                "5",
                "\"x\"",
                "{\"error\":5}",
                "{\"error\":\"x\"}",
                "{\"error\":{\"details\":5}}",
                "{\"error\":{\"details\":[5]}}",
                "{\"error\":{\"details\":[{\"reason\":5,\"retryDelay\":[]}]}}"
            })
    void anythingElseMeansWhatItsStatusMeans(String body) {
        assertThat(read(400, body)).isEqualTo(new UpstreamRefusal(400, null));
    }

    private static String google(String status, String details) {
        return "{\"error\":{\"code\":400,\"message\":\"No.\",\"status\":\"" + status + "\",\"details\":[" + details
                + "]}}";
    }

    private static UpstreamRefusal read(int status, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return UpstreamRefusal.read(status, bytes, bytes.length);
    }
}
