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

class ChatRequestAsGeminiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void textAndSystemPromptsFindTheirPlaces() throws Exception {
        assertThat(sent("""
                {"model":"m","messages":[
                  {"role":"system","content":"Be brief. \\"é\\""},
                  {"role":"developer","content":[{"type":"text","text":"Be kind."}]},
                  {"role":"user","name":"ann","content":"Hi"},
                  {"role":"assistant","content":"Hello","reasoning_content":"hm"},
                  {"role":"user","content":[{"type":"text","text":"How"},{"type":"text","text":""},{"type":"text","text":"are you?"}]}
                ]}""")).isEqualTo(JSON.readTree("""
                {"contents":[
                  {"role":"user","parts":[{"text":"Hi"}]},
                  {"role":"model","parts":[{"text":"Hello"}]},
                  {"role":"user","parts":[{"text":"How"},{"text":"are you?"}]}],
                 "systemInstruction":{"parts":[{"text":"Be brief. \\"é\\""},{"text":"Be kind."}]}}"""));
    }

    @Test
    void aPromptOfNothingButSystemMessagesIsTheUsers() throws Exception {
        assertThat(sent("{\"model\":\"m\",\"messages\":[{\"role\":\"system\",\"content\":\"Say hi\"}]}"))
                .isEqualTo(JSON.readTree("{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Say hi\"}]}]}"));
    }

    @Test
    void theModelStandsInThePathAndTheKeyDoesNot() throws Exception {
        assertThat(path("gemini-2.5-flash", false)).isEqualTo("/models/gemini-2.5-flash:generateContent");
        assertThat(path("gemini-2.5-flash", true)).isEqualTo("/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
        assertThat(path("tunedModels/mine", false)).isEqualTo("/tunedModels/mine:generateContent");
        assertThat(path("a b?c:d#é", false)).isEqualTo("/models/a%20b%3fc%3ad%23%c3%a9:generateContent");
    }

    @Test
    void imagesAudioAndDocumentsGoAsBase64OrUrl() throws Exception {
        JsonNode parts = sent("""
                {"model":"m","messages":[{"role":"user","content":[
                  {"type":"image_url","image_url":{"url":"data:image\\/png;base64,iVBO\\/w==","detail":"low"}},
                  {"type":"image_url","image_url":"https://example.com/a.JPG?x=1#y"},
                  {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,JVBE"}},
                  {"type":"input_audio","input_audio":{"data":"UklG","format":"wav"}}]}]}""").at("/contents/0/parts");

        assertThat(parts).isEqualTo(JSON.readTree("""
                [{"inlineData":{"mimeType":"image/png","data":"iVBO/w=="}},
                 {"fileData":{"mimeType":"image/jpeg","fileUri":"https://example.com/a.JPG?x=1#y"}},
                 {"inlineData":{"mimeType":"application/pdf","data":"JVBE"}},
                 {"inlineData":{"mimeType":"audio/wav","data":"UklG"}}]"""));
    }

    @Test
    void toolsGoWithTheirSchemasByteForByte() throws Exception {
        String body = """
                {"model":"m","tools":[
                  {"type":"function","function":{"name":"f","description":"d é","parameters":{"type" : "object","properties":{"x":{"$ref":"#/$defs/X"}},"$defs":{}}}},
                  {"type":"function","function":{"name":"g"}},
                  {"type":"function","function":{"name":"h","parameters":{"type":"object","properties":{},"additionalProperties":false}}}],HI}""";

        assertThat(sentText(body, "gemini-2.5-flash"))
                .contains("\"parametersJsonSchema\":{\"type\" : \"object\",\"properties\":{\"x\":{\"$ref\"");
        assertThat(sent(body).at("/tools")).isEqualTo(JSON.readTree("""
                [{"functionDeclarations":[
                  {"name":"f","description":"d é","parametersJsonSchema":{"type":"object","properties":{"x":{"$ref":"#/$defs/X"}},"$defs":{}}},
                  {"name":"g"},{"name":"h"}]}]"""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ''                                                        |                  | ''
                    "tool_choice":"auto",                                     |                  | {"mode":"AUTO"}
                    "tool_choice":"none",                                     |                  | {"mode":"NONE"}
                    "tool_choice":"required",                                 |                  | {"mode":"ANY"}
                    "tool_choice":{"type":"function","function":{"name":"f"}}, |                 | {"mode":"ANY","allowedFunctionNames":["f"]}
                    ''                                                        | ,"strict":true   | {"mode":"VALIDATED"}
                    "tool_choice":"auto",                                     | ,"strict":true   | {"mode":"VALIDATED"}
                    "tool_choice":"required",                                 | ,"strict":true   | {"mode":"ANY"}
                    """)
    void theChoiceOfToolsIsToldInGeminisWords(String fields, String ofFunction, String config) throws Exception {
        JsonNode sent =
                sent("{\"model\":\"m\"," + fields + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\""
                        + (ofFunction == null ? "" : ofFunction) + "}}],HI}");

        assertThat(sent.at("/toolConfig/functionCallingConfig"))
                .isEqualTo(config.isEmpty() ? missing() : JSON.readTree(config));
    }

    @Test
    void callsAndTheirResultsFollowEachOtherInTheOrderOfTheCalls() throws Exception {
        JsonNode contents = sent("""
                {"model":"m","messages":[
                  {"role":"user","content":"Weather?"},
                  {"role":"assistant","content":null,"tool_calls":[
                     {"id":"gemini_lpnd","type":"function","extra_content":{"google":{"thought_signature":"c2ln"}},"function":{"name":"weather","arguments":"{\\"city\\":\\"Gen\\u00e8ve\\"}"}},
                     {"id":"call_r_1","type":"function","function":{"name":"now","arguments":""}}]},
                  {"role":"tool","tool_call_id":"call_r_1","content":[{"type":"text","text":"Noon"},{"type":"text","text":"sharp"},
                     {"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}]},
                  {"role":"tool","tool_call_id":"gemini_lpnd","content":"Sunny"},
                  {"role":"user","content":"And?"}]}""").at("/contents");

        assertThat(contents).isEqualTo(JSON.readTree("""
                [{"role":"user","parts":[{"text":"Weather?"}]},
                 {"role":"model","parts":[
                   {"functionCall":{"id":"lpnd","name":"weather","args":{"city":"Genève"}},"thoughtSignature":"c2ln"},
                   {"functionCall":{"name":"now","args":{}}}]},
                 {"role":"user","parts":[
                   {"functionResponse":{"id":"lpnd","name":"weather","response":{"output":"Sunny"}}},
                   {"functionResponse":{"name":"now","response":{"output":"Noon\\nsharp"}}}]},
                 {"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AA"}},{"text":"And?"}]}]"""));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-3-pro-preview, true",
        "gemini-3.7-flash, true",
        "gemini-4-argon, true",
        "gemini-2.5-pro, false",
        "gemma-4-26b-a4b-it, false",
    })
    void aCallWhoseSignatureIsLostHasTheOneThatGeminiThreeAllows(String model, boolean needsOne) throws Exception {
        String call = "{\"id\":\"ID\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}";
        JsonNode parts = JSON.readTree(sentText(
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"},{\"role\":\"assistant\","
                                + "\"tool_calls\":[" + call.replace("ID", "a") + "," + call.replace("ID", "b")
                                + "]},{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"},"
                                + "{\"role\":\"tool\",\"tool_call_id\":\"b\",\"content\":\"2\"}]}",
                        model))
                .at("/contents/1/parts");

        assertThat(parts.at("/0/thoughtSignature").asText())
                .isEqualTo(needsOne ? "skip_thought_signature_validator" : "");
        assertThat(parts.at("/1").has("thoughtSignature")).as("one for all").isFalse();
    }

    @Test
    void theSignatureOfAMessagesTextGoesWithTheLastOfIt() throws Exception {
        JsonNode parts = sent("""
                {"model":"m","messages":[{"role":"user","content":"x"},
                 {"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}],
                  "extra_content":{"google":{"thought_signature":"c2ln"}}},
                 {"role":"user","content":"y"}]}""").at("/contents/1/parts");

        assertThat(parts).isEqualTo(JSON.readTree("[{\"text\":\"a\"},{\"text\":\"b\",\"thoughtSignature\":\"c2ln\"}]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "stop":"END",                    | /generationConfig                 | {"stopSequences":["END"]}
                    "stop":["A","B"],                | /generationConfig                 | {"stopSequences":["A","B"]}
                    "stop":null,                     | /generationConfig                 | ''
                    "temperature":1.7,"top_p":0.9,"top_k":40, | /generationConfig        | {"temperature":1.7,"topP":0.9,"topK":40}
                    "max_tokens":17,                 | /generationConfig                 | {"maxOutputTokens":17}
                    "max_completion_tokens":18,      | /generationConfig                 | {"maxOutputTokens":18}
                    "seed":7,                        | /generationConfig                 | {"seed":7}
                    "presence_penalty":1,"frequency_penalty":-0.5, | /generationConfig   | {"presencePenalty":1,"frequencyPenalty":-0.5}
                    "presence_penalty":0,"frequency_penalty":0.0,  | /generationConfig   | ''
                    "logprobs":false,"logit_bias":{},"user":"u","store":false,"metadata":{"a":"b"},"x":1, | /generationConfig | ''
                    "response_format":{"type":"text"}, | /generationConfig               | ''
                    "response_format":{"type":"json_object"}, | /generationConfig        | {"responseMimeType":"application/json"}
                    "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}, | /generationConfig | {"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}
                    "stream":true,                   | /stream                           | ''
                    """)
    void everyFieldHasItsCounterpart(String fields, String pointer, String value) throws Exception {
        JsonNode found = sent("{\"model\":\"m\"," + fields + "HI}").at(pointer);

        assertThat(found).isEqualTo(value.isEmpty() ? missing() : JSON.readTree(value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    gemini-2.5-flash      | none    | {"thinkingBudget":0}
                    gemini-2.5-pro        | none    | {"thinkingBudget":128}
                    gemini-2.5-flash      | low     | {"thinkingBudget":1024,"includeThoughts":true}
                    gemini-2.5-flash      | medium  | {"thinkingBudget":8192,"includeThoughts":true}
                    gemini-2.5-pro        | high    | {"thinkingBudget":24576,"includeThoughts":true}
                    gemini-2.5-pro        | odd     | ''
                    gemini-3.1-pro-preview | none   | {"thinkingLevel":"low"}
                    gemini-3.1-pro-preview | minimal | {"thinkingLevel":"low","includeThoughts":true}
                    gemini-3.1-flash-lite | minimal | {"thinkingLevel":"minimal","includeThoughts":true}
                    gemini-3.7-flash      | medium  | {"thinkingLevel":"medium","includeThoughts":true}
                    models/gemini-4-argon | xhigh   | {"thinkingLevel":"high","includeThoughts":true}
                    gemini-flash-latest   | low     | {"thinkingLevel":"low","includeThoughts":true}
                    gemini-2.0-flash      | high    | ''
                    """)
    void effortIsABudgetOrALevelByTheModel(String model, String effort, String config) throws Exception {
        JsonNode found = JSON.readTree(sentText("{\"model\":\"m\",\"reasoning_effort\":\"" + effort + "\",HI}", model))
                .at("/generationConfig/thinkingConfig");

        assertThat(found).isEqualTo(config.isEmpty() ? missing() : JSON.readTree(config));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    "n":2,                                   | n
                    "logprobs":true,                         | logprobs
                    "top_logprobs":2,                        | top_logprobs
                    "logit_bias":{"1":2},                    | logit_bias
                    "audio":{"voice":"x"},                   | audio
                    "modalities":["text","audio"],           | modalities
                    "functions":[],                          | functions
                    "function_call":"auto",                  | function_call
                    "response_format":{"type":"grammar"},    | response_format
                    "tools":[{"type":"custom","custom":{"name":"x"}}], | tools[0]
                    "tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":{"type":"allowed_tools"}, | tool_choice
                    """)
    void whatGeminiCannotDoIsRefused(String fields, String param) {
        BadRequest refusal = catchThrowableOfType(BadRequest.class, () -> sent("{\"model\":\"m\"," + fields + "HI}"));

        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.getMessage()).endsWith(".");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"role":"user","content":5}                                                               | content
                    {"role":"user","content":[{"type":"video_url","video_url":"x"}]}                          | content
                    {"role":"user","content":[{"type":"image_url","image_url":{}}]}                           | content
                    {"role":"user","content":[{"type":"image_url","image_url":{"url":"https://youtu.be/x"}}]} | content
                    {"role":"user","content":[{"type":"image_url","image_url":{"url":"gs://b/a.png"}}]}       | content
                    {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:video/mp4;base64,AA"}}]} | content
                    {"role":"user","content":[{"type":"file","file":{"file_id":"file-1"}}]}                   | content
                    {"role":"user","content":[{"type":"file","file":{"file_data":"data:text/csv;base64,AA"}}]} | content
                    {"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AA","format":"pcm16"}}]} | content
                    {"role":"function","name":"f","content":"x"}                                              | role
                    {"role":"assistant","function_call":{"name":"f"}}                                         | function_call
                    {"role":"assistant","tool_calls":[{"id":"a","type":"custom","custom":{}}]}                | tool_calls
                    {"role":"assistant","tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}    | tool_calls
                    {"role":"tool","content":"x"}                                                             | tool_call_id
                    {"role":"tool","tool_call_id":"never","content":"x"}                                      | tool_call_id
                    """)
    void aMessageThatGeminiCannotReadIsRefusedByItsPlace(String message, String field) {
        BadRequest refusal = catchThrowableOfType(
                BadRequest.class,
                () -> sent("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}," + message + "]}"));

        assertThat(refusal.param()).isEqualTo("messages[1]." + field);
        assertThat(refusal.getMessage()).contains("messages[1]." + field).endsWith(".");
    }

    private static JsonNode missing() {
        return JSON.createObjectNode().path("x");
    }

    private static JsonNode sent(String body) throws Exception {
        return JSON.readTree(sentText(body, "gemini-2.5-flash"));
    }

    private static String sentText(String body, String model) throws Exception {
        return Calls.sent(
                bridge(),
                Format.OPENAI_CHAT,
                body.replace("HI}", HI + "}"),
                Calls.model(model, Dialect.GEMINI, "https://example.com/v1beta"));
    }

    private static String path(String model, boolean stream) throws Exception {
        return bridge().path(
                        Calls.peek(Format.OPENAI_CHAT, "{\"model\":\"m\",\"stream\":" + stream + "," + HI + "}"),
                        Calls.model(model, Dialect.GEMINI, "https://example.com/v1beta")
                                .upstreams()
                                .getFirst());
    }

    private static Bridge bridge() {
        return requireNonNull(Bridge.between(Format.OPENAI_CHAT, Dialect.GEMINI));
    }
}
