package ai.ominigate.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoggedHeadersTest {

    @Test
    void whatProgramCallsIsKeptAndEverythingElseIsNot() {
        List<Map.Entry<String, String>> sent = new ArrayList<>();
        sent.add(Map.entry("User-Agent", "OpenAI/JS 5.0"));
        sent.add(Map.entry("CONTENT-TYPE", "application/json"));
        sent.add(Map.entry("X-Stainless-Runtime-Version", "v24.1.0"));
        for (String secret : List.of(
                "Authorization",
                "x-api-key",
                "Cookie",
                "Set-Cookie",
                "Proxy-Authorization",
                "Forwarded",
                "X-Forwarded-For",
                "X-Real-IP",
                "Stripe-Signature",
                "Referer",
                "x-goog-api-key",
                "User-Agent2",
                "")) {
            sent.add(Map.entry(secret, "secret"));
        }

        assertThat(LoggedHeaders.of(sent.iterator()).asMap())
                .containsOnly(
                        Map.entry("user-agent", "OpenAI/JS 5.0"),
                        Map.entry("content-type", "application/json"),
                        Map.entry("x-stainless-runtime-version", "v24.1.0"));
    }

    @Test
    void valuesAreBoundedAndLoseControlCharacters() {
        var sent = List.of(
                Map.entry("user-agent", "a\r\nb\u0000c\u001b[31m\ud800d"), Map.entry("accept", "x".repeat(10_000)));

        Map<String, String> kept = LoggedHeaders.of(sent.iterator()).asMap();

        assertThat(kept.get("user-agent")).isEqualTo("abc[31md");
        assertThat(kept.get("accept")).hasSize(256);
    }

    @Test
    void ofARepeatedHeaderTheFirstIsKept() {
        var sent = List.of(Map.entry("accept", "first"), Map.entry("Accept", "second"));

        assertThat(LoggedHeaders.of(sent.iterator()).asMap()).containsOnly(Map.entry("accept", "first"));
    }
}
