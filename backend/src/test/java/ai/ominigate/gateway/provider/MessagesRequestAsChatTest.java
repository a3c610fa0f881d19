package ai.ominigate.gateway.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesRequestAsChatTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HI = "\"max_tokens\":50,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final Model AT_OPENAI = Calls.model("gpt-5", Dialect.OPENAI, "https://api.openai.com/v1");
    private static final Model ELSEWHERE = Calls.model("qwen", Dialect.OPENAI, "https://example.com/v1");

    @Test
    void textAndSystemPromptsFindTheirPlaces() throws Exception {
        assertThat(sent("""
                {"model":"m","max_tokens":50,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}},
                  {"type":"text","text":"Be \\"kind\\"."}],"metadata":{"user_id":"x"},"top_k":5,"messages":[
                  {"role":"user","content":"Hi é"},
                  {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"Hel"},{"type":"text","text":"lo"}]},
                  {"role":"user","content":[{"type":"text","text":"How are you?"}]}]}""")).isEqualTo(JSON.readTree("""
                {"model":"gpt-5","max_completion_tokens":50,"messages":[
                  {"role":"system","content":"Be brief.\\n\\nBe \\"kind\\"."},
                  {"role":"user","content":"Hi é"},
                  {"role":"assistant","content":"Hello"},
                  {"role":"user","content":"How are you?"}],
                 "safety_identifier":"acct_5f3a"}"""));
    }

    @Test
    void providersThatCopyOpenAisDialectGetItsOldWords() throws Exception {
        assertThat(JSON.readTree(sentText("{\"model\":\"m\",\"stream\":true,HI}", ELSEWHERE)))
                .isEqualTo(JSON.readTree("""
                {"model":"qwen","max_tokens":50,"messages":[{"role":"user","content":"hi"}],
                 "stream":true,"stream_options":{"include_usage":true}}"""));
    }

    @Test
    void imagesAndDocumentsGoAsDataUrls() throws Exception {
        JsonNode content = sent("""
                {"model":"m","max_tokens":50,"messages":[{"role":"user","content":[
                  {"type":"text","text":"See"},
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO/w=="}},
                  {"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
                  {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"a.pdf"},
                  {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}},
                  {"type":"document","source":{"type":"content","content":[{"type":"text","text":"inner"}]}}]}]}""").at("/messages/0/content");

        assertThat(content).isEqualTo(JSON.readTree("""
                [{"type":"text","text":"See"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBO/w=="}},
                 {"type":"image_url","image_url":{"url":"https://example.com/a.png"}},
                 {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}},
                 {"type":"text","text":"plain"},
                 {"type":"text","text":"inner"}]"""));
    }

    @Test
    void callsAndTheirResultsFollowEachOther() throws Exception {
        JsonNode messages = sent("""
                {"model":"m","max_tokens":50,"messages":[
                  {"role":"user","content":"Weather?"},
                  {"role":"assistant","content":[{"type":"text","text":"Let me see."},
                    {"type":"tool_use","id":"toolu_1","name":"weather","input":{"city" : "Gen\\u00e8ve \\"x\\""}},
                    {"type":"tool_use","id":"toolu_2","name":"now","input":{}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"toolu_1","content":"Sunny"},
                    {"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":[{"type":"text","text":"No clock"}]},
                    {"type":"tool_result","tool_use_id":"toolu_3","content":[{"type":"image","source":{"type":"url","url":"u"}}]},
                    {"type":"tool_result","tool_use_id":"toolu_4"},
                    {"type":"text","text":"And?"}]}]}""").at("/messages");

        assertThat(messages).isEqualTo(JSON.readTree("""
                [{"role":"user","content":"Weather?"},
                 {"role":"assistant","content":"Let me see.","tool_calls":[
                   {"id":"toolu_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\" : \\"Gen\\\\u00e8ve \\\\\\"x\\\\\\"\\"}"}},
                   {"id":"toolu_2","type":"function","function":{"name":"now","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"toolu_1","content":"Sunny"},
                 {"role":"tool","tool_call_id":"toolu_2","content":"Error: No clock"},
                 {"role":"tool","tool_call_id":"toolu_3","content":"The result follows."},
                 {"role":"tool","tool_call_id":"toolu_4","content":""},
                 {"role":"user","content":[{"type":"image_url","image_url":{"url":"u"}},{"type":"text","text":"And?"}]}]"""));
    }

    @Test
    void toolsGoWithTheirSchemas() throws Exception {
        assertThat(sent("""
                {"model":"m","tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"strict":true},
                  {"type":"custom","name":"g","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}],HI}""").at("/tools")).isEqualTo(JSON.readTree("""
                [{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true}},
                 {"type":"function","function":{"name":"g","parameters":{"type":"object"}}}]"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type":"auto"}            | "auto"
                    {"type":"none"}            | "none"
                    {"type":"any"}             | "required"
                    {"type":"tool","name":"f"} | {"type":"function","function":{"name":"f"}}
                    """)
    void theChoiceOfToolsIsToldInOpenAisWords(String choice, String expected) throws Exception {
        JsonNode sent = sent("{\"model\":\"m\",\"tools\":[{\"name\":\"f\",\"input_schema\":{}}],\"tool_choice\":"
                + choice.replace("}", ",\"disable_parallel_tool_use\":true}") + ",HI}");

        assertThat(sent.path("tool_choice")).isEqualTo(JSON.readTree(expected));
        assertThat(sent.path("parallel_tool_calls").isBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "stop_sequences":["A","B"], | /stop | ["A","B"]
                    "stop_sequences":[],        | /stop | ''
                    "temperature":0.3,          | /temperature | 0.3
                    "top_p":0.9,                | /top_p | 0.9
                    "top_k":5,"service_tier":"auto","x":1, | /top_k | ''
                    "thinking":{"type":"enabled","budget_tokens":2048},  | /reasoning_effort | "low"
                    "thinking":{"type":"enabled","budget_tokens":10000}, | /reasoning_effort | "medium"
                    "thinking":{"type":"enabled","budget_tokens":32000}, | /reasoning_effort | "high"
                    "thinking":{"type":"disabled"},                      | /reasoning_effort | ''
                    "thinking":{"type":"adaptive"},"output_config":{"effort":"max"}, | /reasoning_effort | "high"
                    "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}, | /response_format | {"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}}
                    "output_format":{"type":"json_schema","schema":{"type":"object"}}, | /response_format/json_schema/schema | {"type":"object"}
                    """)
    void everyFieldHasItsCounterpart(String fields, String pointer, String value) throws Exception {
        JsonNode found = sent("{\"model\":\"m\"," + fields + "HI}").at(pointer);

        assertThat(found).isEqualTo(value.isEmpty() ? JSON.missingNode() : JSON.readTree(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"model":"m","tools":[{"type":"bash_20250124","name":"bash"}],HI} | tools[0] | only Anthropic's
                    {"model":"m","tools":[{"name":"f"}],HI}                  | tools[0]    | input_schema
                    {"model":"m","mcp_servers":[{"url":"u"}],HI}             | mcp_servers | nothing like
                    {"model":"m","container":"c",HI}                         | container   | nothing like
                    {"model":"m","system":[{"type":"image"}],HI}             | system      | blocks of text
                    {"model":"m","max_tokens":1,"messages":[{"role":"system","content":"x"}]} | messages[0].role | user or assistant
                    {"model":"m","max_tokens":1,"messages":[{"role":"user"}]} | messages[0].content | string or an array
                    {"model":"m","max_tokens":1,"messages":[{}]}              | messages[0].content | string or an array
                    {"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]} | messages[0].content | neither base64
                    {"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"document","source":{"type":"url","url":"u"}}]}]} | messages[0].content | neither base64
                    {"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"server_tool_use"}]}]} | messages[0].content | type
                    {"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f"}]}]} | messages[0].content | input
                    {"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result"}]}]} | messages[0].content | tool_use_id
                    """)
    void whatHasNoCounterpartIsRefused(String body, String param, String says) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> sent(body));

        assertThat(refusal).isNotNull();
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.getMessage()).contains(says).endsWith(".");
    }

    private static JsonNode sent(String body) throws Exception {
        return JSON.readTree(sentText(body, AT_OPENAI));
    }

    private static String sentText(String body, Model model) throws BadRequest {
        Bridge bridge = requireNonNull(Bridge.between(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI));
        return Calls.sent(bridge, Format.ANTHROPIC_MESSAGES, body.replace("HI", HI), model);
    }
}
