package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorBodyTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void openAisFormHasAllFourKeys() {
        assertThat(text(Format.OPENAI_CHAT, 400, "invalid_request_error", "model"))
                .isEqualTo("{\"error\":{\"message\":\"Say \\\"why\\\".\",\"type\":\"invalid_request_error\","
                        + "\"param\":\"model\",\"code\":\"invalid_request_error\"}}");
        assertThat(text(Format.OPENAI_EMBEDDINGS, 402, "insufficient_balance", null))
                .isEqualTo("{\"error\":{\"message\":\"Say \\\"why\\\".\",\"type\":\"insufficient_quota\","
                        + "\"param\":null,\"code\":\"insufficient_balance\"}}");
    }

    @Test
    void anthropicsFormHasTheRequestId() {
        assertThat(text(Format.ANTHROPIC_MESSAGES, 402, "insufficient_balance", null))
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"billing_error\","
                        + "\"message\":\"Say \\\"why\\\".\"},\"request_id\":\"req_1\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error, invalid_request_error, invalid_request_error",
        "401, invalid_api_key, invalid_request_error, authentication_error",
        "402, insufficient_balance, insufficient_quota, billing_error",
        "403, account_suspended, permission_error, permission_error",
        "403, blocked, permission_error, permission_error",
        "403, model_not_allowed, permission_error, permission_error",
        "404, model_not_found, invalid_request_error, not_found_error",
        "413, request_too_large, invalid_request_error, request_too_large",
        "429, rate_limit_exceeded, rate_limit_error, rate_limit_error",
        "502, upstream_error, server_error, api_error",
        "503, no_upstream, server_error, api_error",
        "503, overloaded, server_error, overloaded_error",
        "504, upstream_timeout, server_error, timeout_error",
    })
    void everyCodeHasItsTypeInBothDialects(int status, String code, String openAi, String anthropic) throws Exception {
        JsonNode chat = JSON.readTree(ErrorBody.of(Format.OPENAI_CHAT, status, code, "why", null, "req_1"));
        JsonNode messages = JSON.readTree(ErrorBody.of(Format.ANTHROPIC_MESSAGES, status, code, "why", null, "req_1"));

        assertThat(chat.at("/error/type").asText()).isEqualTo(openAi);
        assertThat(chat.at("/error/code").asText()).isEqualTo(code);
        assertThat(messages.at("/error/type").asText()).isEqualTo(anthropic);
        assertThat(new String(ErrorBody.event(Format.ANTHROPIC_MESSAGES, code, "why"), UTF_8))
                .contains("\"type\":\"" + anthropic + "\"");
    }

    @Test
    void asAnEventItIsADataObjectForOpenAiAndANamedEventForAnthropic() {
        assertThat(new String(ErrorBody.event(Format.OPENAI_CHAT, "upstream_error", "Broke."), UTF_8))
                .isEqualTo("data: {\"error\":{\"message\":\"Broke.\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"upstream_error\"}}\n\n");
        assertThat(new String(ErrorBody.event(Format.ANTHROPIC_MESSAGES, "overloaded", "Busy."), UTF_8))
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"Busy.\"}}\n\n");
    }

    private static String text(Format format, int status, String code, @Nullable String param) {
        return new String(ErrorBody.of(format, status, code, "Say \"why\".", param, "req_1"), UTF_8);
    }
}
