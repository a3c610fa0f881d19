package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Cost;
import com.anthropic.models.messages.Message;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.models.chat.completions.ChatCompletion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranslatedAnswerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String MESSAGE = """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
              {"type":"thinking","thinking":"hm é","signature":"s"},
              {"type":"redacted_thinking","data":"x"},
              {"type":"text","text":"Hel","citations":null},{"type":"text","text":"lo \\"é\\""},
              {"type":"tool_use","id":"toolu_1","name":"f","input":{"a" : [1.50,"x\\"y"]}},
              {"type":"tool_use","id":"toolu_2","name":"g","input":{}}],
             "stop_reason":"tool_use","stop_sequence":null,
             "usage":{"input_tokens":10,"cache_read_input_tokens":20,"cache_creation_input_tokens":5,"output_tokens":7,
               "output_tokens_details":{"thinking_tokens":3}}}""";

    private static final String COMPLETION = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-x","system_fingerprint":"fp","choices":[
              {"index":0,"message":{"role":"assistant","content":"Hello \\"é\\"","reasoning_content":"hm","refusal":null,
                "tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\\"a\\" : [1.50,\\"x\\\\\\"y\\"]}"}},
                  {"id":"call_2","type":"function","function":{"name":"g","arguments":""}}]},
               "logprobs":null,"finish_reason":"tool_calls"}],
             "usage":{"prompt_tokens":35,"completion_tokens":7,"total_tokens":42,
               "prompt_tokens_details":{"cached_tokens":20,"cache_write_tokens":5},"completion_tokens_details":{"reasoning_tokens":3}}}""";

    @Test
    void aMessageIsToldAsACompletion() throws Exception {
        Answer answer = asCompletion(MESSAGE);

        assertThat(answer.usage()).isEqualTo(new TokenCounts(10, 20, 5, 0, 4, 3, 0, 0));
        assertThat(answer.id()).isEqualTo("msg_1");
        assertThat(JSON.readTree(withCost(answer))).isEqualTo(JSON.readTree("""
                {"id":"msg_1","object":"chat.completion","created":1700000000,"model":"claude-x","choices":[
                  {"index":0,"message":{"role":"assistant","content":"Hello \\"é\\"","refusal":null,"reasoning_content":"hm é",
                    "tool_calls":[
                      {"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\\"a\\" : [1.50,\\"x\\\\\\"y\\"]}"}},
                      {"id":"toolu_2","type":"function","function":{"name":"g","arguments":"{}"}}]},
                   "logprobs":null,"finish_reason":"tool_calls"}],
                 "usage":{"prompt_tokens":35,"completion_tokens":7,"total_tokens":42,
                   "prompt_tokens_details":{"cached_tokens":20,"cache_write_tokens":5,"audio_tokens":0},
                   "completion_tokens_details":{"reasoning_tokens":3,"audio_tokens":0},"cost":0.0123}}"""));
    }

    @Test
    void aCompletionIsToldAsAMessage() throws Exception {
        Answer answer = asMessage(COMPLETION);

        assertThat(answer.usage()).isEqualTo(new TokenCounts(10, 20, 5, 0, 4, 3, 0, 0));
        assertThat(answer.id()).isEqualTo("chatcmpl-1");
        assertThat(withCost(answer)).contains("\"input\":{\"a\" : [1.50,\"x\\\"y\"]}");
        assertThat(JSON.readTree(withCost(answer))).isEqualTo(JSON.readTree("""
                {"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt-x","content":[
                  {"type":"thinking","thinking":"hm","signature":""},
                  {"type":"text","text":"Hello \\"é\\""},
                  {"type":"tool_use","id":"call_1","name":"f","input":{"a":[1.50,"x\\"y"]}},
                  {"type":"tool_use","id":"call_2","name":"g","input":{}}],
                 "stop_reason":"tool_use","stop_sequence":null,
                 "usage":{"input_tokens":10,"cache_creation_input_tokens":5,"cache_read_input_tokens":20,"output_tokens":7,
                   "cost":0.0123}}"""));
    }

    @Test
    void theOfficialSdksTakeWhatIsTold() throws Exception {
        com.openai.core.ObjectMappers.jsonMapper()
                .readValue(withCost(asCompletion(MESSAGE)), ChatCompletion.class)
                .validate();
        com.anthropic.core.ObjectMappers.jsonMapper()
                .readValue(withCost(asMessage(COMPLETION)), Message.class)
                .validate();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "pause_turn, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "tool_use, tool_calls",
        "refusal, content_filter",
        "something_new, stop",
    })
    void everyStopReasonIsAFinishReason(String stop, String finish) throws Exception {
        assertThat(new String(
                        asCompletion(MESSAGE.replace("\"tool_use\",\"stop", "\"" + stop + "\",\"stop"))
                                .body(),
                        UTF_8))
                .contains("\"finish_reason\":\"" + finish + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, end_turn",
        "length, max_tokens",
        "content_filter, refusal",
        "tool_calls, tool_use",
        "function_call, tool_use",
        "something_new, end_turn",
    })
    void everyFinishReasonIsAStopReason(String finish, String stop) throws Exception {
        String body = "{\"choices\":[{\"message\":{\"content\":\"x\"},\"finish_reason\":\"" + finish + "\"}]}";

        assertThat(new String(asMessage(body).body(), UTF_8)).contains("\"stop_reason\":\"" + stop + "\"");
    }

    @Test
    void aRefusalIsTextAndAReason() throws Exception {
        String body = "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"No.\"},\"finish_reason\":\"stop\"}]}";

        assertThat(new String(asMessage(body).body(), UTF_8))
                .contains("{\"type\":\"text\",\"text\":\"No.\"}", "\"stop_reason\":\"refusal\"");
    }

    @Test
    void argumentsThatAreNoJsonAreToldAsSuch() throws Exception {
        String body = COMPLETION.replace("\"arguments\":\"\"", "\"arguments\":\"{\\\"a\"");

        assertThat(new String(asMessage(body).body(), UTF_8)).contains("\"input\":{\"INVALID_JSON\":\"{\\\"a\"}");
    }

    @Test
    void withoutUsageACompletionHasNoPlaceForACost() throws Exception {
        Answer answer = asCompletion("{\"type\":\"message\",\"content\":[],\"stop_reason\":\"end_turn\"}");

        assertThat(answer.usage()).isNull();
        assertThat(answer.costAt()).isEqualTo(-1);
        assertThat(new String(answer.body(), UTF_8)).contains("\"content\":null");
    }

    @Test
    void anErrorInsideIsToldByItsCode() throws Exception {
        assertThat(asCompletion("{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}")
                        .error())
                .isEqualTo("api_error");
        assertThat(asMessage("{\"error\":{\"type\":\"server_error\"}}").error()).isEqualTo("server_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "<html>",
                "{\"content\":\"x\"}",
                "{\"content\":[{\"type\":\"text\"}]}",
                "{\"content\":[{\"type\":\"tool_use\"}]}"
            })
    void whatIsNoMessageIsBroken(String body) {
        assertThatThrownBy(() -> asCompletion(body)).isInstanceOf(BrokenAnswer.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "<html>",
                "{\"choices\":[]}",
                "{\"choices\":[{}]}",
                "{\"choices\":[{\"message\":{\"tool_calls\":[{\"id\":\"a\"}]}}]}"
            })
    void whatIsNoCompletionIsBroken(String body) {
        assertThatThrownBy(() -> asMessage(body)).isInstanceOf(BrokenAnswer.class);
    }

    private static Answer asCompletion(String body) throws BrokenAnswer {
        byte[] bytes = body.getBytes(UTF_8);
        return MessageAsCompletion.write(bytes, bytes.length, 1_700_000_000);
    }

    private static Answer asMessage(String body) throws BrokenAnswer {
        byte[] bytes = body.getBytes(UTF_8);
        return CompletionAsMessage.write(bytes, bytes.length);
    }

    private static String withCost(Answer answer) {
        String body = new String(answer.body(), UTF_8);
        int at = new String(answer.body(), 0, answer.costAt(), UTF_8).length();
        return body.substring(0, at) + new String(Cost.field(12_300_000), UTF_8) + body.substring(at);
    }
}
