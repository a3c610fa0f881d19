package ai.ominigate.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Caller;
import ai.ominigate.gateway.wire.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStreamTest {
    private static final String ROLE =
            "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},"
                    + "\"finish_reason\":null}],\"usage\":null}\n\n";
    private static final String HELLO =
            "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello \\\"usage\\\"\"},"
                    + "\"finish_reason\":null}],\"usage\":null}\n\n";
    private static final String STOP =
            "data: {\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"chatcmpl-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}\n\n";
    private static final String USAGE_WITH_COST =
            "data: {\"id\":\"chatcmpl-1\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4,"
                    + "\"cost\":0.0123}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final long COST = 12_300_000;

    private final Caller caller = new Caller();

    @Test
    void chunksPassAndTheEndWaitsForItsBill() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, ROLE + HELLO + HELLO + STOP + USAGE + DONE);

        assertThat(caller.received()).isEqualTo(ROLE + HELLO + HELLO);
        assertThat(caller.passed()).containsExactly(HELLO + HELLO);
        assertThat(stream.complete()).isTrue();
        assertThat(stream.usage()).isEqualTo(TokenCounts.of(9, 4));
        assertThat(stream.answerId()).isEqualTo("chatcmpl-1");

        stream.release(COST, caller);
        assertThat(caller.received()).isEqualTo(ROLE + HELLO + HELLO + STOP + USAGE_WITH_COST + DONE);
    }

    @Test
    void nothingLeavesAheadOfTheFirstContent() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, ROLE);
        assertThat(caller.received()).isEmpty();
        assertThat(stream.contentSent()).isFalse();

        caller.feed(stream, HELLO);
        assertThat(caller.received()).isEqualTo(ROLE + HELLO);
        assertThat(stream.contentSent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                "{\"reasoning_content\":\"hm\"}",
                "{\"reasoning\":\"hm\",\"content\":\"\"}",
                "{\"refusal\":\"no\"}",
                "{\"function_call\":{\"name\":\"f\"}}"
            })
    void everythingButARoleIsContent(String delta) throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, "data: {\"choices\":[{\"delta\":" + delta + "}]}\n\n");

        assertThat(stream.contentSent()).isTrue();
    }

    @Test
    void theUsageEventIsDroppedIfTheCallerDidNotAskForIt() throws Exception {
        AnswerStream stream = notAsking();

        caller.feed(stream, ROLE + HELLO + STOP + USAGE + DONE);
        stream.release(COST, caller);

        assertThat(stream.usage()).isEqualTo(TokenCounts.of(9, 4));
        assertThat(caller.received()).isEqualTo(ROLE + HELLO + STOP + DONE);
    }

    @Test
    void usageInTheLastChunkGetsTheCost() throws Exception {
        AnswerStream stream = notAsking();

        caller.feed(
                stream,
                HELLO + STOP.replace("}]}", "}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2 }}") + DONE);
        stream.release(COST, caller);

        assertThat(caller.received())
                .contains("\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"cost\":0.0123 }}");
    }

    @Test
    void theLastOfSeveralUsagesCounts() throws Exception {
        AnswerStream stream = asking();

        caller.feed(
                stream,
                HELLO.replace("null}\n", "{\"prompt_tokens\":9,\"completion_tokens\":1}}\n")
                        + STOP
                        + USAGE.replace(":4", ":3")
                        + USAGE
                        + DONE);
        stream.release(COST, caller);

        assertThat(stream.usage()).isEqualTo(TokenCounts.of(9, 4));
        assertThat(caller.received()).endsWith(STOP + USAGE_WITH_COST + DONE);
    }

    @Test
    void aNullUsageIsNoUsage() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO + STOP + "data: {\"choices\":[],\"usage\":null}\n\n" + DONE);

        assertThat(stream.usage()).isNull();
        assertThat(stream.estimatedOutput()).isEqualTo(4);
        assertThat(stream.complete()).isTrue();
    }

    @Test
    void aProvidersOwnCostIsNotTold() throws Exception {
        AnswerStream stream = asking();

        caller.feed(
                stream,
                HELLO
                        + STOP
                        + USAGE.replace(
                                ":4}", ":4,\"cost\":9.9,\"cost_details\":{\"upstream_inference_cost\":1},\"x\":1}")
                        + DONE);
        stream.release(COST, caller);

        assertThat(caller.received())
                .endsWith(USAGE_WITH_COST.replace(",\"cost\"", ",\"x\":1,\"cost\"") + DONE)
                .doesNotContain("9.9", "upstream_inference_cost");
    }

    @Test
    void anEmptyFinishReasonEndsNothing() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO.replace("\"finish_reason\":null", "\"finish_reason\":\"\""));

        assertThat(stream.contentSent()).isTrue();
    }

    @Test
    void severalChoicesEndWithTheLastOfThem() throws Exception {
        AnswerStream stream = new OpenAiStream(
                Calls.peek(Format.OPENAI_CHAT, "{\"model\":\"m\",\"n\":2,\"stream\":true,\"messages\":[{}]}"));

        caller.feed(stream, HELLO + STOP + HELLO);
        assertThat(caller.received()).isEqualTo(HELLO + STOP + HELLO);

        caller.feed(stream, STOP + DONE);
        assertThat(caller.received()).isEqualTo(HELLO + STOP + HELLO);
        assertThat(stream.complete()).isTrue();
    }

    @Test
    void aFinishReasonBeforeACleanEndIsAnEndToo() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO + STOP.stripTrailing());
        assertThat(stream.complete()).isFalse();
        stream.finish(caller);
        stream.release(COST, caller);

        assertThat(stream.complete()).isTrue();
        assertThat(caller.received()).isEqualTo(HELLO + STOP + DONE);
    }

    @Test
    void anEndWithoutAFinishReasonIsNone() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO);
        stream.finish(caller);

        assertThat(stream.complete()).isFalse();
    }

    @Test
    void commentsPassWhatever() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, ": processing\n\n" + ROLE + HELLO + STOP + ": still\n\n" + DONE);

        assertThat(caller.received()).isEqualTo(": processing\n\n" + ROLE + HELLO + ": still\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"secret prompt\",\"type\":\"server_error\",\"code\":null}}\n\n",
                "event: error\ndata: {\"type\":\"server_error\",\"message\":\"secret prompt\"}\n\n"
            })
    void anErrorInTheStreamIsTakenOutAndToldByItsCode(String error) throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO + error + HELLO + DONE);

        assertThat(stream.upstreamError()).isEqualTo("server_error");
        assertThat(stream.complete()).isFalse();
        assertThat(caller.received()).isEqualTo(HELLO);

        stream.fail("upstream_error", "It broke.", caller);
        assertThat(caller.received())
                .isEqualTo(
                        HELLO + "data: {\"error\":{\"message\":\"It broke.\",\"type\":\"server_error\",\"param\":null,"
                                + "\"code\":\"upstream_error\"}}\n\n");
    }

    @Test
    void anErrorsUnknownCodeIsNotRepeated() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, "data: {\"error\":{\"code\":\"a-piece-of-the-prompt\"}}\n\n");

        assertThat(stream.upstreamError()).isEqualTo("upstream_error");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hello", "{\"choices\":[}", "[1]", "\"x\"", "{\"choices\":\"x\"}", "{\"usage\":5}", "{} {}"})
    void dataThatTheDialectDoesNotAllowBreaksTheAnswer(String data) {
        assertThatThrownBy(() -> caller.feed(asking(), HELLO + "data: " + data + "\n\n"))
                .isInstanceOf(BrokenAnswer.class);
        assertThat(caller.received()).isEqualTo(HELLO);
    }

    @Test
    void nothingBehindTheEndCounts() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO + STOP + USAGE + DONE + "data: garbage\n\n" + HELLO);
        stream.release(COST, caller);

        assertThat(caller.received()).isEqualTo(HELLO + STOP + USAGE_WITH_COST + DONE);
    }

    @Test
    void dataOnSeveralLinesIsReadAsOne() throws Exception {
        AnswerStream stream = asking();

        caller.feed(stream, HELLO + STOP + USAGE.replace("[],", "[],\ndata: ") + DONE);
        stream.release(COST, caller);

        assertThat(stream.usage()).isEqualTo(TokenCounts.of(9, 4));
        assertThat(caller.received()).endsWith(USAGE_WITH_COST.replace("[],", "[], ") + DONE);
    }

    private static OpenAiStream asking() throws Exception {
        return new OpenAiStream(Calls.peek(
                Format.OPENAI_CHAT,
                "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[{}]}"));
    }

    private static OpenAiStream notAsking() throws Exception {
        return new OpenAiStream(Calls.peek(Format.OPENAI_CHAT, "{\"model\":\"m\",\"stream\":true,\"messages\":[{}]}"));
    }
}
