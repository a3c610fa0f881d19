package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.Caller;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a provider ended an answer because of its content is known in every dialect, whoever it is translated for. */
class FilteredAnswerTest {

    static Stream<Arguments> ways() {
        return Stream.of(Format.OPENAI_CHAT, Format.ANTHROPIC_MESSAGES)
                .flatMap(format -> Stream.of(Dialect.values()).map(dialect -> Arguments.of(format, dialect)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aWholeAnswerTells(Format format, Dialect dialect) throws Exception {
        Bridge bridge = requireNonNull(Bridge.between(format, dialect));
        for (boolean filtered : new boolean[] {true, false}) {
            byte[] body = whole(dialect, reason(dialect, filtered)).getBytes(UTF_8);
            assertThat(bridge.answer(body, body.length, peek(format, false)).refused())
                    .isEqualTo(filtered ? refusal(dialect) : null);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void aStreamTells(Format format, Dialect dialect) throws Exception {
        Bridge bridge = requireNonNull(Bridge.between(format, dialect));
        for (boolean filtered : new boolean[] {true, false}) {
            AnswerStream stream = bridge.stream(peek(format, true), Calls.model("m", dialect, "https://p.example"));
            new Caller().feed(stream, streamed(dialect, reason(dialect, filtered)));
            assertThat(stream.refused()).isEqualTo(filtered ? refusal(dialect) : null);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ANTHROPIC_MESSAGES", "OPENAI_CHAT"})
    void whatAnthropicSaysOfARefusalIsRead(Format format) throws Exception {
        Bridge bridge = requireNonNull(Bridge.between(format, Dialect.ANTHROPIC));
        String details = "\"stop_reason\":\"refusal\",\"stop_details\":{\"type\":\"refusal\",\"category\":\"bio\","
                + "\"explanation\":\"It says cyber.\"}";
        byte[] whole = whole(Dialect.ANTHROPIC, "refusal")
                .replace("\"stop_reason\":\"refusal\"", details)
                .getBytes(UTF_8);
        assertThat(bridge.answer(whole, whole.length, peek(format, false)).refused())
                .isEqualTo(ContentRefusal.BIO);
        AnswerStream stream =
                bridge.stream(peek(format, true), Calls.model("m", Dialect.ANTHROPIC, "https://p.example"));
        new Caller()
                .feed(stream, streamed(Dialect.ANTHROPIC, "refusal").replace("\"stop_reason\":\"refusal\"", details));
        assertThat(stream.refused()).isEqualTo(ContentRefusal.BIO);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {'error':{'code':'content_policy_violation','message':'no'}} | MODERATION",
                "400 | {'error':{'code':'cyber_policy','message':'no'}} | CYBER",
                "403 | {'error':{'code':403,'message':'no','metadata':{'reasons':['violence'],'flagged_input':'x'}}} | MODERATION",
                "403 | {'error':{'code':'unsupported_country','message':'no'}} |",
                "400 | {'error':{'code':'invalid_value','message':'content_filter'}} |"
            })
    void aRefusalForContentIsTold(int status, String body, @Nullable ContentRefusal refused) {
        byte[] bytes = body.replace('\'', '"').getBytes(UTF_8);
        assertThat(UpstreamRefusal.read(status, bytes, bytes.length).content()).isEqualTo(refused);
    }

    private static ContentRefusal refusal(Dialect dialect) {
        return dialect == Dialect.ANTHROPIC ? ContentRefusal.REFUSAL : ContentRefusal.CONTENT_FILTER;
    }

    private static RequestPeek peek(Format format, boolean stream) throws Exception {
        return Calls.peek(
                format,
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":" + stream
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
    }

    private static String reason(Dialect dialect, boolean filtered) {
        return switch (dialect) {
            case OPENAI -> filtered ? "content_filter" : "stop";
            case ANTHROPIC -> filtered ? "refusal" : "end_turn";
            case GEMINI -> filtered ? "SAFETY" : "STOP";
        };
    }

    private static String whole(Dialect dialect, String reason) {
        String form = switch (dialect) {
            case OPENAI -> """
                            {"id":"a","model":"m","choices":[{"index":0,\
                            "message":{"role":"assistant","content":"content_filter"},"finish_reason":"%s"}],\
                            "usage":{"prompt_tokens":1,"completion_tokens":1}}""";
            case ANTHROPIC -> """
                            {"id":"a","type":"message","model":"m","role":"assistant",\
                            "content":[{"type":"text","text":"refusal"}],"stop_reason":"%s",\
                            "usage":{"input_tokens":1,"output_tokens":1}}""";
            case GEMINI -> """
                            {"responseId":"a","candidates":[{"content":{"parts":[{"text":"SAFETY"}]},\
                            "finishReason":"%s"}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":1}}""";
        };
        return form.formatted(reason);
    }

    private static String streamed(Dialect dialect, String reason) {
        return switch (dialect) {
            case OPENAI -> """
                    data: {"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"content_filter"},"finish_reason":null}]}

                    data: {"id":"a","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"%s"}]}

                    """.formatted(reason);
            case ANTHROPIC -> """
                    data: {"type":"message_start","message":{"id":"a","model":"m","usage":{"input_tokens":1,"output_tokens":1}}}

                    data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

                    data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"refusal"}}

                    data: {"type":"content_block_stop","index":0}

                    data: {"type":"message_delta","delta":{"stop_reason":"%s"},"usage":{"output_tokens":1}}

                    data: {"type":"message_stop"}

                    """.formatted(reason);
            case GEMINI -> "data: " + whole(dialect, reason) + "\n\n";
        };
    }
}
