package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.gateway.wire.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPENAI =
            "{\"error\":{\"message\":\"Bad temperature\",\"type\":\"invalid_request_error\",\"param\":\"temperature\","
                    + "\"code\":\"unsupported_value\"}}";
    private static final String ANTHROPIC =
            "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Bad temperature\"},"
                    + "\"request_id\":\"req_theirs\"}";

    @Test
    void aWellFormedErrorOfTheCallersDialectGoesOnAsItIs() {
        assertThat(text(told(Format.OPENAI_CHAT, 400, OPENAI))).isEqualTo(OPENAI);
        assertThat(text(told(Format.ANTHROPIC_MESSAGES, 400, ANTHROPIC))).isEqualTo(ANTHROPIC);
    }

    @Test
    void anotherDialectsErrorIsToldInTheCallers() throws Exception {
        JsonNode chat = json(told(Format.OPENAI_CHAT, 400, ANTHROPIC));
        JsonNode messages = json(told(Format.ANTHROPIC_MESSAGES, 400, OPENAI));

        assertThat(chat.at("/error/message").asText()).isEqualTo("Bad temperature");
        assertThat(chat.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(messages.at("/type").asText()).isEqualTo("error");
        assertThat(messages.at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(messages.at("/error/message").asText()).isEqualTo("Bad temperature");
        assertThat(messages.at("/request_id").asText()).isEqualTo("req_1");
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void aMessageThatWasCutThroughACharacterIsTold(Format format) throws Exception {
        assertThat(json(told(format, 400, "{\"message\":\"Too hot \\ud83d\"}"))
                        .at("/error/message")
                        .asText())
                .isEqualTo("Too hot ?");
    }

    @Test
    void googlesErrorsAreToldInTheCallersWords() throws Exception {
        String google = "{\"error\":{\"code\":400,\"message\":\"Bad temperature\",\"status\":\"INVALID_ARGUMENT\"}}";

        for (String body : new String[] {google, "[" + google + "]"}) {
            JsonNode chat = json(told(Format.OPENAI_CHAT, 400, body));
            JsonNode messages = json(told(Format.ANTHROPIC_MESSAGES, 400, body));

            assertThat(chat.at("/error/message").asText()).isEqualTo("Bad temperature");
            assertThat(chat.at("/error/code").asText()).isEqualTo("invalid_request_error");
            assertThat(messages.at("/error/type").asText()).isEqualTo("invalid_request_error");
            assertThat(messages.at("/error/message").asText()).isEqualTo("Bad temperature");
        }
    }

    @Test
    void aPromptThatIsTooLongForGoogleHasThatCodeToo() throws Exception {
        String body = "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":"
                + "\"The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).\"}}";

        assertThat(json(told(Format.OPENAI_CHAT, 400, body)).at("/error/code").asText())
                .isEqualTo("context_length_exceeded");
    }

    @Test
    void aPromptThatIsTooLongHasTheCodeThatCallersLookFor() throws Exception {
        String error = ANTHROPIC.replace("Bad temperature", "prompt is too long: 250000 tokens > 200000 maximum");

        assertThat(json(told(Format.OPENAI_CHAT, 400, error)).at("/error/code").asText())
                .isEqualTo("context_length_exceeded");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404})
    void whatTheProviderHoldsAgainstUsIsNotTheCallersFault(int status) {
        String body = OPENAI.replace("Bad temperature", "Incorrect API key provided: sk-12345");

        UpstreamError error = told(Format.OPENAI_CHAT, status, body);

        assertThat(error.status()).isEqualTo(502);
        assertThat(error.code()).isEqualTo("upstream_error");
        assertThat(text(error)).doesNotContain("sk-12345", "API key");
    }

    @Test
    void anEmptyAccountAtTheProviderIsNotARateLimit() {
        assertThat(told(Format.OPENAI_CHAT, 429, OPENAI.replace("unsupported_value", "insufficient_quota"))
                        .status())
                .isEqualTo(502);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400, invalid_request_error",
        "422, 400, invalid_request_error",
        "413, 413, request_too_large",
        "429, 429, rate_limit_exceeded",
        "408, 504, upstream_timeout",
        "500, 502, upstream_error",
        "502, 502, upstream_error",
        "503, 503, overloaded",
        "529, 503, overloaded",
        "504, 504, upstream_timeout",
        "302, 502, upstream_error",
    })
    void everyStatusHasOneForTheCaller(int upstream, int status, String code) throws Exception {
        for (String body : new String[] {OPENAI, ANTHROPIC, "", "<html>oops</html>", "{}", "{\"error\":5}", "\"x\""}) {
            for (Format format : Format.values()) {
                UpstreamError error = told(format, upstream, body);

                assertThat(error.status()).isEqualTo(status);
                assertThat(error.code()).isEqualTo(code);
                assertThat(json(error).at("/error/message").asText()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Format.class)
    void anErrorInAnUnknownShapeKeepsItsMessage(Format format) throws Exception {
        for (String body : new String[] {
            "{\"error\":\"Too hot\"}",
            "{\"message\":\"Too hot\"}",
            "{\"detail\":\"Too hot\"}",
            "{\"error\":{\"message\":\"Too hot\"}}"
        }) {
            assertThat(json(told(format, 400, body)).at("/error/message").asText())
                    .isEqualTo("Too hot");
        }
    }

    private static UpstreamError told(Format format, int status, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return Refusals.translate(format, status, bytes, bytes.length, "req_1");
    }

    private static String text(UpstreamError error) {
        return new String(error.body(), UTF_8);
    }

    private static JsonNode json(UpstreamError error) throws IOException {
        return JSON.readTree(error.body());
    }
}
