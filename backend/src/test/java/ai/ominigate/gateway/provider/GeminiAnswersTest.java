package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Answer;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.BadRequest;
import ai.ominigate.gateway.wire.Caller;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gemini's answers, whole and streamed, as callers of either format get them. */
class GeminiAnswersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long COST = 12_300_000;

    private static final String TOOLS = """
            {"candidates":[{"content":{"parts":[
               {"text":"hm ","thought":true},{"text":"é","thought":true},
               {"text":"Hel"},{"text":"lo \\"é\\""},
               {"functionCall":{"id":"lpndqlku","name":"f","args":{"a" : [1.50,"x\\"y"]}},"thoughtSignature":"c2ln+/=="},
               {"functionCall":{"name":"g"}}],"role":"model"},"finishReason":"STOP","index":0}],
             "usageMetadata":{"promptTokenCount":30,"cachedContentTokenCount":20,"candidatesTokenCount":7,
               "thoughtsTokenCount":3,"totalTokenCount":40},
             "modelVersion":"gemini-3-pro-preview","responseId":"QHiLaa6LBrb8"}""";

    private final Caller caller = new Caller();

    // ---- whole

    @Test
    void aWholeAnswerIsACompletion() throws Exception {
        Answer answer = asCompletion(TOOLS);

        JsonNode told = JSON.readTree(answer.body());
        assertThat(told.at("/choices")).isEqualTo(JSON.readTree("""
                [{"index":0,"message":{"role":"assistant","content":"Hello \\"é\\"","refusal":null,"reasoning_content":"hm é",
                  "tool_calls":[
                    {"id":"gemini_lpndqlku","type":"function","function":{"name":"f","arguments":"{\\"a\\" : [1.50,\\"x\\\\\\"y\\"]}"},
                     "extra_content":{"google":{"thought_signature":"c2ln+/=="}}},
                    {"id":"call_QHiLaa6LBrb8_1","type":"function","function":{"name":"g","arguments":"{}"}}]},
                  "logprobs":null,"finish_reason":"tool_calls"}]"""));
        assertThat(told.at("/id").asText()).isEqualTo("QHiLaa6LBrb8");
        assertThat(told.at("/model").asText()).isEqualTo("gemini-3-pro-preview");
        assertThat(told.at("/usage/prompt_tokens").asInt()).isEqualTo(30);
        assertThat(told.at("/usage/prompt_tokens_details/cached_tokens").asInt())
                .isEqualTo(20);
        assertThat(told.at("/usage/completion_tokens").asInt()).isEqualTo(10);
        assertThat(told.at("/usage/completion_tokens_details/reasoning_tokens").asInt())
                .isEqualTo(3);
        assertThat(answer.usage()).isEqualTo(new TokenCounts(10, 20, 0, 0, 7, 3, 0, 0));
        assertThat(answer.id()).isEqualTo("QHiLaa6LBrb8");
    }

    @Test
    void aWholeAnswerIsAMessageWithTheSignatureOnTheThoughtsBeforeTheCall() throws Exception {
        String signed = TOOLS.replace("{\"text\":\"Hel\"},{\"text\":\"lo \\\"é\\\"\"},", "");

        assertThat(JSON.readTree(asMessage(signed).body())).isEqualTo(JSON.readTree("""
                {"id":"QHiLaa6LBrb8","type":"message","role":"assistant","model":"gemini-3-pro-preview","content":[
                  {"type":"thinking","thinking":"hm é","signature":"gemini:c2ln+/=="},
                  {"type":"tool_use","id":"gemini_lpndqlku","name":"f","input":{"a":[1.50,"x\\"y"]}},
                  {"type":"tool_use","id":"call_QHiLaa6LBrb8_1","name":"g","input":{}}],
                 "stop_reason":"tool_use","stop_sequence":null,
                 "usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":20,"output_tokens":10}}"""));
    }

    @Test
    void aCallsSignatureHasAnEmptyThoughtOfItsOwnWhereNoneIsAheadOfIt() throws Exception {
        assertThat(JSON.readTree(asMessage(TOOLS).body()).at("/content")).isEqualTo(JSON.readTree("""
                [{"type":"thinking","thinking":"hm é","signature":""},
                 {"type":"text","text":"Hel"},{"type":"text","text":"lo \\"é\\""},
                 {"type":"thinking","thinking":"","signature":"gemini:c2ln+/=="},
                 {"type":"tool_use","id":"gemini_lpndqlku","name":"f","input":{"a":[1.50,"x\\"y"]}},
                 {"type":"tool_use","id":"call_QHiLaa6LBrb8_1","name":"g","input":{}}]"""));
    }

    @Test
    void aTextsSignatureIsAMessagesInAChatAndNoneOfTheTextsInAMessage() throws Exception {
        String body = answer("{\"text\":\"Hi\",\"thoughtSignature\":\"c2ln\"}", "STOP");

        assertThat(JSON.readTree(asCompletion(body).body())
                        .at("/choices/0/message/extra_content/google/thought_signature")
                        .asText())
                .isEqualTo("c2ln");
        assertThat(JSON.readTree(asMessage(body).body()).at("/content"))
                .isEqualTo(JSON.readTree("[{\"type\":\"text\",\"text\":\"Hi\"}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, stop, end_turn",
        "MAX_TOKENS, length, max_tokens",
        "SAFETY, content_filter, refusal",
        "RECITATION, content_filter, refusal",
        "BLOCKLIST, content_filter, refusal",
        "PROHIBITED_CONTENT, content_filter, refusal",
        "SPII, content_filter, refusal",
        "OTHER, stop, end_turn",
        "SOMETHING_NEW, stop, end_turn",
    })
    void everyFinishReasonHasItsName(String theirs, String finish, String stop) throws Exception {
        String body = answer("{\"text\":\"x\"}", theirs);

        assertThat(JSON.readTree(asCompletion(body).body())
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(finish);
        assertThat(JSON.readTree(asMessage(body).body()).at("/stop_reason").asText())
                .isEqualTo(stop);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS"})
    void anAnswerThatTheModelBungledIsAnError(String reason) throws Exception {
        assertThat(asCompletion(answer("", reason)).error()).isNotNull();
        assertThat(asMessage(answer("", reason)).error()).isNotNull();
    }

    @Test
    void onlyTheFirstCallIsToldToWhoCanDoWithOne() throws Exception {
        byte[] body = TOOLS.getBytes(UTF_8);
        RequestPeek single = Calls.peek(
                Format.OPENAI_CHAT,
                "{\"model\":\"m\",\"parallel_tool_calls\":false,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

        Answer answer = GeminiAnswer.asCompletion(body, body.length, single, 7);

        assertThat(JSON.readTree(answer.body()).at("/choices/0/message/tool_calls"))
                .hasSize(1);
        assertThat(answer.usage()).isEqualTo(new TokenCounts(10, 20, 0, 0, 7, 3, 0, 0));
    }

    @Test
    void furtherCandidatesAndPartsWithoutAPlaceAreLeftOut() throws Exception {
        String body = """
                {"candidates":[{"index":1,"content":{"parts":[{"text":"other"}]},"finishReason":"STOP"},
                  {"content":{"parts":[{"executableCode":{"code":"1"}},{"inlineData":{"mimeType":"image/png","data":"AA"}},
                    {"text":"this"}]},"finishReason":"STOP"}]}""";

        assertThat(JSON.readTree(asCompletion(body).body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("this");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{\"candidates\":[]}",
                "{\"candidates\":5}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}",
                "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{}}]},\"finishReason\":\"STOP\"}]}",
                "{\"candidates\":[],\"usageMetadata\":5}"
            })
    void whatIsNoAnswerIsBroken(String body) {
        assertThatThrownBy(() -> asCompletion(body)).isInstanceOf(BrokenAnswer.class);
        assertThatThrownBy(() -> asMessage(body)).isInstanceOf(BrokenAnswer.class);
    }

    // ---- streamed

    @Test
    void aStreamLeavesAsChunksAsItComes() throws Exception {
        AnswerStream stream = new GeminiStreamAsChunks(
                Calls.peek(
                        Format.OPENAI_CHAT,
                        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{}]}"),
                7);

        caller.feed(stream, recording("Gemini text"));
        String head = "data: {\"id\":\"WQuqavG5KbfUjMcPuP_n6QI\",\"object\":\"chat.completion.chunk\",\"created\":7,"
                + "\"model\":\"gemini-3.7-flash\",\"choices\":[";
        String before = caller.received();
        assertThat(before)
                .isEqualTo(chunk(head, "{\"role\":\"assistant\",\"content\":\"\"}", "null")
                        + chunk(head, "{\"reasoning_content\":\"hm 漢\"}", "null")
                        + chunk(head, "{\"content\":\"Hé \\\"usage\\\" 😀\\n\"}", "null")
                        + chunk(
                                head,
                                "{\"extra_content\":{\"google\":{\"thought_signature\":\"EqkECqYE+/==\"}}}",
                                "null"));
        assertThat(stream.complete()).as("before the body's end").isFalse();

        stream.finish(caller);
        assertThat(stream.complete()).isTrue();
        assertThat(stream.usage()).isEqualTo(new TokenCounts(5, 4, 0, 0, 3, 11, 0, 0));
        stream.release(COST, caller);
        assertThat(caller.received().substring(before.length()))
                .isEqualTo(chunk(head, "{}", "\"stop\"") + head
                        + "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":14,\"total_tokens\":23,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":0,\"audio_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":11,\"audio_tokens\":0},\"cost\":0.0123}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void aStreamOfCallsHasTheOrderOfEventsThatAnthropicPromises() throws Exception {
        AnswerStream stream = stream(Format.ANTHROPIC_MESSAGES);

        caller.feed(stream, recording("Gemini tools"));
        stream.finish(caller);
        stream.release(COST, caller);

        assertThat(caller.received().lines().filter(line -> line.startsWith("data: ")))
                .map(line -> JSON.readTree(line.substring("data: ".length())).toString())
                .containsExactly(
                        "{\"type\":\"message_start\",\"message\":{\"id\":\"QHiLaa6LBrb8vdIPoNztsAg\",\"type\":\"message\","
                                + "\"role\":\"assistant\",\"model\":\"gemini-3-pro-preview\",\"content\":[],"
                                + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":0,"
                                + "\"output_tokens\":0}}}",
                        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\","
                                + "\"text\":\"Let me see.\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":0}",
                        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"thinking\","
                                + "\"thinking\":\"\",\"signature\":\"\"}}",
                        "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"signature_delta\","
                                + "\"signature\":\"gemini:EpEgCo4g+/==\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":1}",
                        "{\"type\":\"content_block_start\",\"index\":2,\"content_block\":{\"type\":\"tool_use\","
                                + "\"id\":\"gemini_lpndqlku\",\"name\":\"get_weather\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\"{\\\"city\\\":\\\"Genève \\\\\\\"é\\\\\\\"\\\"}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":2}",
                        "{\"type\":\"content_block_start\",\"index\":3,\"content_block\":{\"type\":\"tool_use\","
                                + "\"id\":\"call_QHiLaa6LBrb8vdIPoNztsAg_1\",\"name\":\"now\",\"input\":{}}}",
                        "{\"type\":\"content_block_delta\",\"index\":3,\"delta\":{\"type\":\"input_json_delta\","
                                + "\"partial_json\":\"{}\"}}",
                        "{\"type\":\"content_block_stop\",\"index\":3}",
                        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},"
                                + "\"usage\":{\"input_tokens\":29,\"cache_creation_input_tokens\":0,"
                                + "\"cache_read_input_tokens\":0,\"output_tokens\":60,\"cost\":0.0123}}",
                        "{\"type\":\"message_stop\"}");
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES"})
    void aStreamThatEndsWithoutAReasonIsNotComplete(Format format) throws Exception {
        AnswerStream stream = stream(format);

        caller.feed(stream, "data: " + answer("{\"text\":\"Hi\"}", null) + "\n\n");
        stream.finish(caller);

        assertThat(stream.complete()).isFalse();
        assertThat(stream.contentSent()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = Format.class,
            names = {"OPENAI_CHAT", "ANTHROPIC_MESSAGES"})
    void anErrorInTheStreamIsToldByItsCode(Format format) throws Exception {
        AnswerStream stream = stream(format);

        caller.feed(stream, recording("Gemini error"));
        stream.finish(caller);

        assertThat(stream.upstreamError()).isEqualTo("service_unavailable");
        assertThat(stream.complete()).isFalse();
    }

    @Test
    void aBlockedPromptHasNothingForTheCallerBeforeItsEnd() throws Exception {
        AnswerStream stream = stream(Format.OPENAI_CHAT);

        caller.feed(stream, recording("Gemini blocked"));
        stream.finish(caller);

        assertThat(stream.contentSent()).isFalse();
        assertThat(stream.complete()).isTrue();
        assertThat(stream.usage()).isEqualTo(TokenCounts.of(9, 0));
        stream.release(0, caller);
        assertThat(caller.received())
                .contains("\"refusal\":\"The provider of this model blocked the prompt: PROHIBITED_CONTENT.\"")
                .contains("\"finish_reason\":\"content_filter\"");
    }

    @Test
    void thoughtsThatAreNotToldCountAsOutput() throws Exception {
        AnswerStream stream = stream(Format.OPENAI_CHAT);

        caller.feed(
                stream,
                "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Hi\"}]}}],\"usageMetadata\":"
                        + "{\"promptTokenCount\":9,\"candidatesTokenCount\":1,\"thoughtsTokenCount\":500}}\n\n");

        assertThat(stream.estimatedOutput()).isEqualTo(501);
        assertThat(stream.promptUsage()).isEqualTo(TokenCounts.of(9, 0));
    }

    private static String answer(String parts, @Nullable String finishReason) {
        return "{\"candidates\":[{\"content\":{\"parts\":[" + parts + "],\"role\":\"model\"},\"index\":0"
                + (finishReason == null ? "" : ",\"finishReason\":\"" + finishReason + "\"") + "}]}";
    }

    private static String chunk(String head, String delta, String reason) {
        return head + "{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":" + reason
                + "}],\"usage\":null}\n\n";
    }

    private static String recording(String name) {
        return Recording.all().stream()
                .filter(recording -> recording.name().equals(name))
                .findFirst()
                .orElseThrow()
                .text();
    }

    private static AnswerStream stream(Format format) throws BadRequest {
        return requireNonNull(Bridge.between(format, Dialect.GEMINI)).stream(
                peek(format), Calls.model("m", Dialect.GEMINI, "https://example.com/v1beta"));
    }

    private static RequestPeek peek(Format format) throws BadRequest {
        return Calls.peek(
                format,
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    }

    private static Answer asCompletion(String body) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        return GeminiAnswer.asCompletion(bytes, bytes.length, peek(Format.OPENAI_CHAT), 7);
    }

    private static Answer asMessage(String body) throws Exception {
        byte[] bytes = body.getBytes(UTF_8);
        return GeminiAnswer.asMessage(bytes, bytes.length, peek(Format.ANTHROPIC_MESSAGES));
    }
}
