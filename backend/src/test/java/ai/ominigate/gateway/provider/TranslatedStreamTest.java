package ai.ominigate.gateway.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Caller;
import ai.ominigate.gateway.wire.Format;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TranslatedStreamTest {
    private static final long COST = 12_300_000;

    private final Caller caller = new Caller();

    @Test
    void aMessagesTextAndThoughtsLeaveAsChunksAsTheyCome() throws Exception {
        AnswerStream stream = new MessageStreamAsChunks(
                Calls.peek(
                        Format.OPENAI_CHAT,
                        "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{}]}"),
                7);

        caller.feed(stream, recording("Anthropic text"));
        String head =
                "data: {\"id\":\"msg_1\",\"object\":\"chat.completion.chunk\",\"created\":7,\"model\":\"c\",\"choices\":[";
        String before = caller.received();
        assertThat(before)
                .isEqualTo(chunk(head, "{\"role\":\"assistant\",\"content\":\"\"}", "null")
                        + chunk(head, "{\"reasoning_content\":\"hm 漢\"}", "null")
                        + chunk(head, "{\"content\":\"Hé 😀\\n\"}", "null"));
        assertThat(stream.complete()).isTrue();

        stream.release(COST, caller);
        assertThat(caller.received().substring(before.length()))
                .isEqualTo(chunk(head, "{}", "\"stop\"") + head
                        + "],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":15,\"total_tokens\":31,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":4,\"cache_write_tokens\":3,\"audio_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0,\"audio_tokens\":0},\"cost\":0.0123}}\n\n"
                        + "data: [DONE]\n\n");
    }

    @Test
    void openAisSdkPutsTheChunksOfAMessageTogether() throws Exception {
        ChatCompletion completion = accumulateChat(stream(Format.OPENAI_CHAT, Dialect.ANTHROPIC), "Anthropic tools");

        var message = completion.choices().getFirst().message();
        assertThat(completion.id()).isEqualTo("msg_2");
        assertThat(message.content()).hasValue("Let me see.");
        var calls = message.toolCalls().orElseThrow();
        assertThat(calls).hasSize(2);
        assertThat(calls.get(0).asFunction().id()).isEqualTo("toolu_1");
        assertThat(calls.get(0).asFunction().function().name()).isEqualTo("get_weather");
        assertThat(calls.get(0).asFunction().function().arguments()).isEqualTo("{\"city\": \"Genève\"}");
        assertThat(calls.get(1).asFunction().function().name()).isEqualTo("now");
        assertThat(calls.get(1).asFunction().function().arguments()).isEqualTo("{}");
        assertThat(completion.choices().getFirst().finishReason())
                .isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
    }

    @Test
    void anthropicsSdkPutsTheEventsOfACompletionTogether() throws Exception {
        Message text = accumulateMessage("OpenAI text");
        assertThat(text.id()).isEqualTo("chatcmpl-1");
        assertThat(text.content().get(0).asThinking().thinking()).isEqualTo("hm 漢");
        assertThat(text.content().get(1).asText().text()).isEqualTo("Hé \"usage\" 😀\n");
        assertThat(text.stopReason()).hasValue(StopReason.END_TURN);
        assertThat(text.usage().outputTokens()).isEqualTo(12);

        Message tools = accumulateMessage("OpenAI tools");
        assertThat(tools.content()).hasSize(2);
        assertThat(tools.content().get(0).asToolUse().id()).isEqualTo("call_a");
        assertThat(tools.content().get(0).asToolUse().name()).isEqualTo("get_weather");
        assertThat(tools.content().get(0).asToolUse()._input().toString()).contains("Genève");
        assertThat(tools.content().get(1).asToolUse().name()).isEqualTo("now");
        assertThat(tools.stopReason()).hasValue(StopReason.TOOL_USE);
    }

    @Test
    void aCompletionsStreamHasTheOrderOfEventsThatAnthropicPromises() throws Exception {
        AnswerStream stream = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);

        caller.feed(stream, recording("OpenAI text"));
        stream.release(COST, caller);

        assertThat(caller.received().lines().filter(line -> line.startsWith("event: ")))
                .containsExactly(
                        "event: message_start",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: content_block_start",
                        "event: content_block_delta",
                        "event: content_block_stop",
                        "event: message_delta",
                        "event: message_stop");
        assertThat(caller.received())
                .contains(
                        "\"usage\":{\"input_tokens\":5,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":4,"
                                + "\"output_tokens\":12,\"cost\":0.0123}}");
        assertThat(stream.usage()).isEqualTo(new TokenCounts(5, 4, 0, 0, 12, 0, 0, 0));
    }

    @Test
    void nothingLeavesAheadOfTheFirstContent() throws Exception {
        AnswerStream chat = stream(Format.OPENAI_CHAT, Dialect.ANTHROPIC);
        caller.feed(chat, recording("Anthropic text").split("event: content_block_delta", 2)[0]);
        AnswerStream messages = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);
        caller.feed(messages, recording("OpenAI text").split(": keep-alive", 2)[0]);

        assertThat(caller.received()).isEmpty();
        assertThat(chat.contentSent()).isFalse();
        assertThat(messages.contentSent()).isFalse();
    }

    @Test
    void anAnswerWithoutContentIsWholeAllTheSame() throws Exception {
        AnswerStream stream = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);

        caller.feed(stream, "data: [DONE]\n\n");
        stream.release(0, caller);

        assertThat(caller.received()).startsWith("event: message_start\n").endsWith("{\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void piecesOfParallelCallsMayComeInAnyOrder() throws Exception {
        AnswerStream stream = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);
        caller.feed(
                stream,
                tool(
                                "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\"\"}},"
                                        + "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\"\"}}")
                        + tool("{\"index\":1,\"function\":{\"arguments\":\":2}\"}}")
                        + tool("{\"index\":0,\"function\":{\"arguments\":\":1}\"}}")
                        + "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}\n\ndata: [DONE]\n\n");
        stream.release(0, caller);

        Message message = accumulateMessageOf(caller.received());
        assertThat(message.content().get(0).asToolUse()._input().toString()).contains("x", "1");
        assertThat(message.content().get(1).asToolUse()._input().toString()).contains("y", "2");
    }

    @Test
    void callsThatAllHaveTheNumberZeroAreToldApartByTheirIds() throws Exception {
        AnswerStream stream = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);
        caller.feed(
                stream,
                tool("{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}")
                        + tool("{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}")
                        + "data: [DONE]\n\n");
        stream.release(0, caller);

        assertThat(accumulateMessageOf(caller.received()).content()).hasSize(2);
    }

    @Test
    void aToolsInputThatComesAllAtOnceIsTold() throws Exception {
        AnswerStream stream = stream(Format.OPENAI_CHAT, Dialect.ANTHROPIC);
        caller.feed(
                stream,
                recording("Anthropic tools")
                        .replace("\"name\":\"now\",\"input\":{}", "\"name\":\"now\",\"input\":{\"tz\":\"é\"}"));
        stream.release(0, caller);

        assertThat(caller.received()).contains("\"arguments\":\"{\\\"tz\\\":\\\"é\\\"}\"");
    }

    @Test
    void anErrorInTheStreamIsToldByItsCode() throws Exception {
        AnswerStream chat = stream(Format.OPENAI_CHAT, Dialect.ANTHROPIC);
        AnswerStream messages = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);

        caller.feed(chat, recording("Anthropic error"));
        caller.feed(messages, recording("OpenAI error"));

        assertThat(chat.upstreamError()).isEqualTo("overloaded_error");
        assertThat(messages.upstreamError()).isEqualTo("server_error");
        assertThat(chat.complete()).isFalse();
        assertThat(messages.complete()).isFalse();
    }

    @Test
    void eventsWithoutTheirTypesBreakTheAnswer() {
        assertThatThrownBy(() -> caller.feed(
                        stream(Format.OPENAI_CHAT, Dialect.ANTHROPIC), "data: {\"type\":\"content_block_delta\"}\n\n"))
                .isInstanceOf(BrokenAnswer.class);
        assertThatThrownBy(() -> caller.feed(
                        stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI),
                        tool("{\"index\":0,\"function\":{\"arguments\":\"x\"}}")))
                .isInstanceOf(BrokenAnswer.class);
    }

    private static String tool(String calls) {
        return "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"delta\":{\"tool_calls\":[" + calls + "]}}]}\n\n";
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

    private static AnswerStream stream(Format format, Dialect dialect) throws Exception {
        return requireNonNull(Bridge.between(format, dialect)).stream(
                Calls.peek(
                        format,
                        "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}"),
                Calls.model("m", dialect, "https://example.com/v1"));
    }

    private ChatCompletion accumulateChat(AnswerStream stream, String recording) throws Exception {
        caller.feed(stream, recording(recording));
        stream.finish(caller);
        stream.release(COST, caller);
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        for (String data : data(caller.received())) {
            if (!data.equals("[DONE]")) {
                ChatCompletionChunk chunk =
                        com.openai.core.ObjectMappers.jsonMapper().readValue(data, ChatCompletionChunk.class);
                accumulator.accumulate(chunk.validate());
            }
        }
        return accumulator.chatCompletion().validate();
    }

    private static Message accumulateMessage(String recording) throws Exception {
        Caller caller = new Caller();
        AnswerStream stream = stream(Format.ANTHROPIC_MESSAGES, Dialect.OPENAI);
        caller.feed(stream, recording(recording));
        stream.finish(caller);
        stream.release(COST, caller);
        return accumulateMessageOf(caller.received());
    }

    private static Message accumulateMessageOf(String events) throws Exception {
        MessageAccumulator accumulator = MessageAccumulator.create();
        for (String data : data(events)) {
            RawMessageStreamEvent event =
                    com.anthropic.core.ObjectMappers.jsonMapper().readValue(data, RawMessageStreamEvent.class);
            accumulator.accumulate(event.validate());
        }
        return accumulator.message().validate();
    }

    private static List<String> data(String events) {
        List<String> data = new ArrayList<>();
        events.lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> data.add(line.substring("data: ".length())));
        return data;
    }
}
