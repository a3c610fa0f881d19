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

class ChatRequestAsMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void textAndSystemPromptsFindTheirPlaces() throws Exception {
        assertSent("""
                {"model":"m","messages":[
                  {"role":"system","content":"Be brief. \\"é\\""},
                  {"role":"developer","content":[{"type":"text","text":"Be kind."}]},
                  {"role":"user","name":"ann","content":"Hi"},
                  {"role":"assistant","content":"Hello"},
                  {"role":"user","content":[{"type":"text","text":"How"},{"type":"text","text":""},{"type":"text","text":"are you?"}]}
                ]}""", """
                {"model":"claude-sonnet-4-5","max_tokens":4096,
                 "system":[{"type":"text","text":"Be brief. \\"é\\""},{"type":"text","text":"Be kind."}],
                 "messages":[
                  {"role":"user","content":[{"type":"text","text":"Hi"}]},
                  {"role":"assistant","content":[{"type":"text","text":"Hello"}]},
                  {"role":"user","content":[{"type":"text","text":"How"},{"type":"text","text":"are you?"}]}],
                 "metadata":{"user_id":"acct_5f3a"}}""");
    }

    @Test
    void aPromptOfNothingButSystemMessagesIsTheUsers() throws Exception {
        JsonNode sent = sent("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Say hi\"}]}");

        assertThat(sent.has("system")).isFalse();
        assertThat(sent.at("/messages/0/role").asText()).isEqualTo("user");
        assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("Say hi");
    }

    @Test
    void imagesAndDocumentsGoAsBase64OrUrl() throws Exception {
        JsonNode content = sent("""
                {"model":"m","messages":[{"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:image\\/png;base64,iVBO\\/w==","detail":"low"}},
                  {"type":"image_url","image_url":{"url":"https://example.com/a.png"},"cache_control":{"type":"ephemeral"}},
                  {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}}]}]}""").at("/messages/0/content");

        assertThat(content).isEqualTo(JSON.readTree("""
                [{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBO/w=="}},
                 {"type":"image","source":{"type":"url","url":"https://example.com/a.png"},"cache_control":{"type":"ephemeral"}},
                 {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBE"},"title":"a.pdf"}]"""));
    }

    @Test
    void toolsGoWithTheirSchemasByteForByte() throws Exception {
        String body = """
                {"model":"m","tools":[
                  {"type":"function","function":{"name":"f","description":"d é","parameters":{"type" : "object","x":1.50},"strict":true}},
                  {"type":"function","function":{"name":"g"}}],"tool_choice":"auto",HI}""";

        assertThat(sentText(body)).contains("\"input_schema\":{\"type\" : \"object\",\"x\":1.50}");
        assertThat(sent(body).at("/tools")).isEqualTo(JSON.readTree("""
                [{"name":"f","description":"d é","input_schema":{"type":"object","x":1.50},"strict":true},
                 {"name":"g","input_schema":{"type":"object","properties":{}}}]"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                                       | ''
                    "tool_choice":"auto",                                                    | {"type":"auto"}
                    "tool_choice":"none",                                                    | {"type":"none"}
                    "tool_choice":"required",                                                | {"type":"any"}
                    "tool_choice":{"type":"function","function":{"name":"f"}},               | {"type":"tool","name":"f"}
                    "parallel_tool_calls":true,                                              | ''
                    "parallel_tool_calls":false,                                             | {"type":"auto","disable_parallel_tool_use":true}
                    "tool_choice":"required","parallel_tool_calls":false,                    | {"type":"any","disable_parallel_tool_use":true}
                    "tool_choice":"none","parallel_tool_calls":false,                        | {"type":"none"}
                    """)
    void theChoiceOfToolsIsToldInAnthropicsWords(String fields, String choice) throws Exception {
        JsonNode sent = sent(
                "{\"model\":\"m\"," + fields + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],HI}");

        assertThat(sent.path("tool_choice")).isEqualTo(choice.isEmpty() ? missing() : JSON.readTree(choice));
    }

    @Test
    void callsAndTheirResultsFollowEachOther() throws Exception {
        JsonNode sent = sent("""
                {"model":"m","messages":[
                  {"role":"user","content":"Weather?"},
                  {"content":null,"tool_calls":[
                     {"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\\"city\\":\\"Gen\\u00e8ve\\"}"}},
                     {"id":"call:2","type":"function","function":{"name":"now","arguments":""}}],"role":"assistant"},
                  {"role":"tool","tool_call_id":"call_1","content":"Sunny"},
                  {"role":"tool","tool_call_id":"call:2","content":[{"type":"text","text":"Noon"},
                     {"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]},
                  {"role":"user","content":"And?"}]}""");

        assertThat(sent.at("/messages")).isEqualTo(JSON.readTree("""
                [{"role":"user","content":[{"type":"text","text":"Weather?"}]},
                 {"role":"assistant","content":[
                   {"type":"tool_use","id":"call_1","name":"weather","input":{"city":"Genève"}},
                   {"type":"tool_use","id":"call_2","name":"now","input":{}}]},
                 {"role":"user","content":[
                   {"type":"tool_result","tool_use_id":"call_1","content":"Sunny"},
                   {"type":"tool_result","tool_use_id":"call_2","content":[{"type":"text","text":"Noon"},
                      {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AA"}}]},
                   {"type":"text","text":"And?"}]}]"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "stop":"END",                    | /stop_sequences               | ["END"]
                    "stop":["A","B"],                | /stop_sequences               | ["A","B"]
                    "stop":null,                     | /stop_sequences               | ''
                    "temperature":0.3,               | /temperature                  | 0.3
                    "temperature":1.7,               | /temperature                  | 1
                    "top_p":0.9,                     | /top_p                        | 0.9
                    "temperature":0.3,"top_p":0.9,   | /top_p                        | ''
                    "max_tokens":17,                 | /max_tokens                   | 17
                    "max_completion_tokens":18,      | /max_tokens                   | 18
                    "stream":true,                   | /stream                       | true
                    "seed":1,"user":"u","store":false,"presence_penalty":1,"x":1, | /user | ''
                    "reasoning_effort":"medium","max_tokens":20000,"temperature":0.3, | /thinking | {"type":"enabled","budget_tokens":8192}
                    "reasoning_effort":"medium","max_tokens":20000,"temperature":0.3, | /temperature | ''
                    "reasoning_effort":"high",       | /thinking/budget_tokens       | 3276
                    "reasoning_effort":"high","max_tokens":1000, | /thinking         | ''
                    "reasoning_effort":"none",       | /thinking                     | ''
                    "thinking":{"type":"adaptive"},  | /thinking                     | {"type":"adaptive"}
                    "response_format":{"type":"text"}, | /output_config              | ''
                    "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}, | /output_config | {"format":{"type":"json_schema","schema":{"type":"object"}}}
                    "response_format":{"type":"json_object"}, | /system              | [{"type":"text","text":"Answer with one valid JSON object and nothing else."}]
                    """)
    void everyFieldHasItsCounterpart(String fields, String pointer, String value) throws Exception {
        JsonNode found = sent("{\"model\":\"m\"," + fields + "HI}").at(pointer);

        assertThat(found).isEqualTo(value.isEmpty() ? missing() : JSON.readTree(value));
    }

    @Test
    void theModelsOwnBoundStandsInForAnAbsentMaxTokens() throws Exception {
        Model model = Calls.model("claude-sonnet-4-5", Dialect.ANTHROPIC, "https://api.anthropic.com/v1", 64_000);

        assertThat(JSON.readTree(sentText("{\"model\":\"m\",HI}", model))
                        .path("max_tokens")
                        .asLong())
                .isEqualTo(64_000);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    claude-3-7-sonnet-20250219   | {"type":"enabled","budget_tokens":2048} | ''
                    claude-opus-4-20250514       | {"type":"enabled","budget_tokens":2048} | ''
                    claude-haiku-4-5-20251001    | {"type":"enabled","budget_tokens":2048} | ''
                    somebody's                   | {"type":"enabled","budget_tokens":2048} | ''
                    claude-opus-4-6              | {"type":"adaptive"}                     | {"effort":"low"}
                    anthropic/claude-sonnet-4.6  | {"type":"adaptive"}                     | {"effort":"low"}
                    claude-opus-4-7              | {"type":"adaptive","display":"summarized"} | {"effort":"low"}
                    claude-sonnet-5              | {"type":"adaptive","display":"summarized"} | {"effort":"low"}
                    claude-sonnet-5-20260901     | {"type":"adaptive","display":"summarized"} | {"effort":"low"}
                    """)
    void effortIsToldAsTheModelTakesIt(String upstreamModel, String thinking, String outputConfig) throws Exception {
        Model model = Calls.model(upstreamModel, Dialect.ANTHROPIC, "https://api.anthropic.com/v1");

        JsonNode sent = JSON.readTree(sentText("{\"model\":\"m\",\"reasoning_effort\":\"low\",HI}", model));

        assertThat(sent.path("thinking")).isEqualTo(JSON.readTree(thinking));
        assertThat(sent.path("output_config"))
                .isEqualTo(outputConfig.isEmpty() ? missing() : JSON.readTree(outputConfig));
    }

    @Test
    void modelsThatFixTheirSamplingAreNotAskedToChangeIt() throws Exception {
        Model model = Calls.model("claude-opus-4-7", Dialect.ANTHROPIC, "https://api.anthropic.com/v1");

        assertThat(JSON.readTree(sentText("{\"model\":\"m\",\"temperature\":0.5,HI}", model))
                        .has("temperature"))
                .isFalse();
    }

    @Test
    void thereIsNoThinkingByBudgetWhereTheModelWouldMissItsEarlierThoughts() throws Exception {
        JsonNode sent = sent("""
                {"model":"m","reasoning_effort":"high","max_tokens":9000,"messages":[{"role":"user","content":"x"},
                 {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},
                 {"role":"tool","tool_call_id":"c","content":"y"}]}""");

        assertThat(sent.has("thinking")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"model":"m","n":2,HI}                              | n             | one answer
                    {"model":"m","logprobs":true,HI}                    | logprobs      | nothing like
                    {"model":"m","top_logprobs":3,HI}                   | top_logprobs  | nothing like
                    {"model":"m","logit_bias":{"50256":-100},HI}        | logit_bias    | nothing like
                    {"model":"m","modalities":["text","audio"],HI}      | modalities    | nothing like
                    {"model":"m","audio":{"voice":"x"},HI}              | audio         | nothing like
                    {"model":"m","functions":[],HI}                     | functions     | use tools
                    {"model":"m","tools":[{"type":"custom","custom":{"name":"x"}}],HI} | tools[0] | of type function
                    {"model":"m","tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"maybe",HI} | tool_choice | must be auto
                    {"model":"m","response_format":{"type":"grammar"},HI} | response_format | must be of type
                    {"model":"m","messages":[{"content":"x"}]}          | messages[0].role | must be system
                    {"model":"m","messages":[{}]}                       | messages[0].role | must be system
                    {"model":"m","messages":[{"role":"function","content":"x"}]} | messages[0].role | must be system
                    {"model":"m","messages":[{"role":"user","content":5}]} | messages[0].content | string or an array
                    {"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":""}}]}]} | messages[0].content | audio
                    {"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]} | messages[0].content | data URL
                    {"model":"m","messages":[{"role":"user","content":[{"type":"hologram"}]}]} | messages[0].content | type
                    {"model":"m","messages":[{"role":"tool","content":"x"}]} | messages[0].tool_call_id | is required
                    {"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{oops"}}]}]} | messages[0].tool_calls | JSON object
                    {"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"[]"}}]}]} | messages[0].tool_calls | JSON object
                    """)
    void whatHasNoCounterpartIsRefused(String body, String param, String says) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> sent(body));

        assertThat(refusal).isNotNull();
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.getMessage()).contains(says).endsWith(".");
    }

    private static JsonNode missing() {
        return JSON.missingNode();
    }

    private static void assertSent(String body, String expected) throws Exception {
        assertThat(sent(body)).isEqualTo(JSON.readTree(expected));
    }

    private static JsonNode sent(String body) throws Exception {
        return JSON.readTree(sentText(body));
    }

    private static String sentText(String body) throws BadRequest {
        return sentText(body, Calls.model("claude-sonnet-4-5", Dialect.ANTHROPIC, "https://api.anthropic.com/v1"));
    }

    private static String sentText(String body, Model model) throws BadRequest {
        Bridge bridge = requireNonNull(Bridge.between(Format.OPENAI_CHAT, Dialect.ANTHROPIC));
        return Calls.sent(bridge, Format.OPENAI_CHAT, body.replace("HI", HI), model);
    }
}
