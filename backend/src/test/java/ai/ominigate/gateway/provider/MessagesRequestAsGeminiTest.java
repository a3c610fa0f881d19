package ai.ominigate.gateway.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Format;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesRequestAsGeminiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HI = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void turnsAndSystemPromptsFindTheirPlaces() throws Exception {
        assertThat(sent("""
                {"model":"m","max_tokens":9,"system":[{"type":"text","text":"Be brief."},{"type":"text","text":"Be kind.","cache_control":{"type":"ephemeral"}}],
                 "metadata":{"user_id":"u"},"messages":[
                  {"role":"user","content":"Hi"},
                  {"role":"assistant","content":[{"type":"text","text":"Hello"}]},
                  {"role":"user","content":[{"type":"text","text":"How"},{"type":"text","text":"are you?"}]}]}""")).isEqualTo(JSON.readTree("""
                {"contents":[
                  {"role":"user","parts":[{"text":"Hi"}]},
                  {"role":"model","parts":[{"text":"Hello"}]},
                  {"role":"user","parts":[{"text":"How"},{"text":"are you?"}]}],
                 "systemInstruction":{"parts":[{"text":"Be brief."},{"text":"Be kind."}]},
                 "generationConfig":{"maxOutputTokens":9}}"""));
    }

    @Test
    void imagesAndDocumentsOfEveryKindAreRead() throws Exception {
        JsonNode parts = sent("""
                {"model":"m","max_tokens":9,"messages":[{"role":"user","content":[
                  {"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO"}},
                  {"type":"image","source":{"type":"url","url":"https://example.com/a.webp"}},
                  {"type":"document","title":"t","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"}},
                  {"type":"document","source":{"type":"url","url":"https://example.com/report"}},
                  {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}},
                  {"type":"document","source":{"type":"content","content":[{"type":"text","text":"block"}]}}]}]}""").at("/contents/0/parts");

        assertThat(parts).isEqualTo(JSON.readTree("""
                [{"inlineData":{"mimeType":"image/png","data":"iVBO"}},
                 {"fileData":{"mimeType":"image/webp","fileUri":"https://example.com/a.webp"}},
                 {"inlineData":{"mimeType":"application/pdf","data":"JVBE"}},
                 {"fileData":{"mimeType":"application/pdf","fileUri":"https://example.com/report"}},
                 {"text":"plain"},{"text":"block"}]"""));
    }

    @Test
    void toolsTheirCallsAndTheirResultsKeepTogether() throws Exception {
        JsonNode sent = sent("""
                {"model":"m","max_tokens":9,
                 "tools":[{"name":"weather","description":"d","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}],
                 "messages":[
                  {"role":"user","content":"Weather?"},
                  {"role":"assistant","content":[
                    {"type":"thinking","thinking":"hm","signature":"gemini:c2ln"},
                    {"type":"text","text":"Let me see."},
                    {"type":"thinking","thinking":"","signature":"gemini:Y2FsbA=="},
                    {"type":"tool_use","id":"gemini_lpnd","name":"weather","input":{"city":"Oslo"}},
                    {"type":"tool_use","id":"toolu_1","name":"weather","input":{}}]},
                  {"role":"user","content":[
                    {"type":"tool_result","tool_use_id":"gemini_lpnd","content":[{"type":"text","text":"12"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]},
                    {"type":"tool_result","tool_use_id":"toolu_1","content":"no city","is_error":true},
                    {"type":"text","text":"And?"}]}]}""");

        assertThat(sent.at("/tools/0/functionDeclarations/0/parametersJsonSchema/properties/city/type")
                        .asText())
                .isEqualTo("string");
        assertThat(sent.at("/contents")).isEqualTo(JSON.readTree("""
                [{"role":"user","parts":[{"text":"Weather?"}]},
                 {"role":"model","parts":[
                   {"text":"Let me see.","thoughtSignature":"c2ln"},
                   {"functionCall":{"id":"lpnd","name":"weather","args":{"city":"Oslo"}},"thoughtSignature":"Y2FsbA=="},
                   {"functionCall":{"name":"weather","args":{}}}]},
                 {"role":"user","parts":[
                   {"functionResponse":{"id":"lpnd","name":"weather","response":{"output":"12"}}},
                   {"functionResponse":{"name":"weather","response":{"error":"no city"}}}]},
                 {"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AA"}},{"text":"And?"}]}]"""));
    }

    @Test
    void signaturesOfAnthropicsAreNotShownToGemini() throws Exception {
        String body = """
                {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[
                  {"type":"thinking","thinking":"hm","signature":"EqQBCgIYAhIM"},
                  {"type":"redacted_thinking","data":"EmwKAhgB"},
                  {"type":"text","text":"y"}]},{"role":"user","content":"z"}]}""";

        assertThat(sent(body).at("/contents/1/parts")).isEqualTo(JSON.readTree("[{\"text\":\"y\"}]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                             | ''
                    "tool_choice":{"type":"auto"},                 | {"mode":"AUTO"}
                    "tool_choice":{"type":"none"},                 | {"mode":"NONE"}
                    "tool_choice":{"type":"any"},                  | {"mode":"ANY"}
                    "tool_choice":{"type":"tool","name":"f"},      | {"mode":"ANY","allowedFunctionNames":["f"]}
                    """)
    void theChoiceOfToolsIsToldInGeminisWords(String fields, String config) throws Exception {
        JsonNode found = sent("{\"model\":\"m\"," + fields + "\"tools\":[{\"name\":\"f\",\"input_schema\":{}}]," + HI
                        + "}")
                .at("/toolConfig/functionCallingConfig");

        assertThat(found).isEqualTo(config.isEmpty() ? missing() : JSON.readTree(config));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "stop_sequences":["END"],"temperature":0.3,"top_p":0.9,"top_k":40, | {"maxOutputTokens":9,"stopSequences":["END"],"temperature":0.3,"topP":0.9,"topK":40}
                    "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}}, | {"maxOutputTokens":9,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}
                    "output_format":{"type":"json_schema","schema":{"type":"object"}},            | {"maxOutputTokens":9,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}
                    "mcp_servers":[],"service_tier":"auto","x":1,                                 | {"maxOutputTokens":9}
                    """)
    void everyFieldHasItsCounterpart(String fields, String config) throws Exception {
        assertThat(sent("{\"model\":\"m\"," + fields + HI + "}").at("/generationConfig"))
                .isEqualTo(JSON.readTree(config));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gemini-2.5-flash | "thinking":{"type":"enabled","budget_tokens":3000},   | {"thinkingBudget":3000,"includeThoughts":true}
                    gemini-2.5-flash | "thinking":{"type":"enabled","budget_tokens":60000},  | {"thinkingBudget":24576,"includeThoughts":true}
                    gemini-2.5-pro   | "thinking":{"type":"enabled","budget_tokens":60000},  | {"thinkingBudget":32768,"includeThoughts":true}
                    gemini-2.5-pro   | "thinking":{"type":"adaptive"},                       | {"thinkingBudget":-1,"includeThoughts":true}
                    gemini-2.5-pro   | "thinking":{"type":"disabled"},                       | {"thinkingBudget":128}
                    gemini-2.5-flash | "thinking":{"type":"disabled"},                       | {"thinkingBudget":0}
                    gemini-3-pro     | "thinking":{"type":"disabled"},                       | {"thinkingLevel":"low"}
                    gemini-3-pro     | "thinking":{"type":"enabled","budget_tokens":3000},   | {"thinkingLevel":"low","includeThoughts":true}
                    gemini-3-pro     | "thinking":{"type":"enabled","budget_tokens":10000},  | {"thinkingLevel":"medium","includeThoughts":true}
                    gemini-3-pro     | "thinking":{"type":"enabled","budget_tokens":30000},  | {"thinkingLevel":"high","includeThoughts":true}
                    gemini-3-pro     | "thinking":{"type":"adaptive"},                       | {"includeThoughts":true}
                    gemini-3-pro     | "thinking":{"type":"adaptive","display":"omitted"},   | {}
                    gemini-3-pro     | "output_config":{"effort":"medium"},"thinking":{"type":"adaptive"}, | {"thinkingLevel":"medium","includeThoughts":true}
                    gemini-3-pro     | "thinking":{"type":"adaptive"},"output_config":{"effort":"max"},    | {"thinkingLevel":"high","includeThoughts":true}
                    gemini-3-pro     | ''                                                    | ''
                    """)
    void thinkingIsABudgetOrALevelByTheModel(String model, String fields, String config) throws Exception {
        JsonNode found = JSON.readTree(sentText("{\"model\":\"m\"," + fields + HI + "}", model))
                .at("/generationConfig/thinkingConfig");

        assertThat(found).isEqualTo(config.isEmpty() ? missing() : JSON.readTree(config));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "tools":[{"type":"bash_20250124","name":"bash"}],                 | tools[0]
                    "tools":[{"name":"f"}],                                           | tools[0]
                    "tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"tool"}, | tool_choice
                    "tools":[{"name":"f","input_schema":{}}],"tool_choice":"auto",    | tool_choice
                    "mcp_servers":[{"url":"x"}],                                      | mcp_servers
                    "container":"c",                                                  | container
                    "system":[{"type":"image"}],                                      | system
                    """)
    void whatGeminiCannotDoIsRefused(String fields, String param) {
        BadRequest refusal =
                catchThrowableOfType(BadRequest.class, () -> sent("{\"model\":\"m\"," + fields + HI + "}"));

        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.getMessage()).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"role":"user"}                                                                     | content
                    {"role":"system","content":"x"}                                                     | role
                    {"role":"user","content":[{"type":"video"}]}                                        | content
                    {"role":"user","content":[{"type":"text"}]}                                         | content
                    {"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]} | content
                    {"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://youtu.be/x"}}]} | content
                    {"role":"user","content":[{"type":"image","source":{"type":"base64","data":"AA"}}]} | content
                    {"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"video/mp4","data":"AA"}}]} | content
                    {"role":"user","content":[{"type":"document","source":{"type":"content"}}]}         | content
                    {"role":"user","content":[{"type":"tool_result","content":"x"}]}                    | content
                    {"role":"user","content":[{"type":"tool_result","tool_use_id":"never"}]}            | content
                    {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f"}]}            | content
                    {"role":"assistant","content":[{"type":"server_tool_use","id":"a","name":"f","input":{}}]} | content
                    """)
    void aTurnThatGeminiCannotReadIsRefusedByItsPlace(String turn, String field) {
        BadRequest refusal = catchThrowableOfType(
                BadRequest.class,
                () -> sent("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"},"
                        + turn + "]}"));

        assertThat(refusal.param()).isEqualTo("messages[1]." + field);
        assertThat(refusal.getMessage()).endsWith(".");
    }

    private static JsonNode missing() {
        return JSON.createObjectNode().path("x");
    }

    private static JsonNode sent(String body) throws Exception {
        return JSON.readTree(sentText(body, "gemini-2.5-flash"));
    }

    private static String sentText(String body, String model) throws Exception {
        Bridge bridge = requireNonNull(Bridge.between(Format.ANTHROPIC_MESSAGES, Dialect.GEMINI));
        return Calls.sent(
                bridge,
                Format.ANTHROPIC_MESSAGES,
                body,
                Calls.model(model, Dialect.GEMINI, "https://example.com/v1beta"));
    }
}
