package ai.ominigate.gateway.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.Caller;
import org.junit.jupiter.api.Test;

class AnthropicStreamTest {
    private static final String START = event(
            "message_start",
            "\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[],\"stop_reason\":null,\"usage\":{"
                    + "\"input_tokens\":9,\"cache_read_input_tokens\":5,\"cache_creation_input_tokens\":3,"
                    + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":1,\"ephemeral_1h_input_tokens\":2},"
                    + "\"output_tokens\":1}}");
    private static final String BLOCK =
            event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
    private static final String PING = event("ping", "\"x\":0");
    private static final String HELLO =
            event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}");
    private static final String BLOCK_STOP = event("content_block_stop", "\"index\":0");
    private static final String DELTA =
            event("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":15}");
    private static final String DELTA_WITH_COST = event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":15,\"cost\":0.0123}");
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    private static final long COST = 12_300_000;

    private final Caller caller = new Caller();
    private final AnswerStream stream = new AnthropicStream();

    @Test
    void eventsPassAndTheEndWaitsForItsBill() throws Exception {
        caller.feed(stream, START + BLOCK + PING + HELLO + HELLO + BLOCK_STOP + DELTA + STOP);

        assertThat(caller.received()).isEqualTo(START + BLOCK + PING + HELLO + HELLO + BLOCK_STOP);
        assertThat(caller.passed()).containsExactly(HELLO + HELLO + BLOCK_STOP);
        assertThat(stream.complete()).isTrue();
        assertThat(stream.answerId()).isEqualTo("msg_1");
        assertThat(stream.usage()).isEqualTo(new TokenCounts(9, 5, 1, 2, 15, 0, 0, 0));
        assertThat(stream.estimatedOutput()).isEqualTo(3);

        stream.release(COST, caller);
        assertThat(caller.received())
                .isEqualTo(START + BLOCK + PING + HELLO + HELLO + BLOCK_STOP + DELTA_WITH_COST + STOP);
    }

    @Test
    void nothingLeavesAheadOfTheFirstContent() throws Exception {
        caller.feed(stream, START + BLOCK + PING);
        assertThat(caller.received()).isEmpty();
        assertThat(stream.contentSent()).isFalse();

        caller.feed(stream, HELLO);
        assertThat(caller.received()).isEqualTo(START + BLOCK + PING + HELLO);
        assertThat(stream.contentSent()).isTrue();
    }

    @Test
    void thePromptsTokensAreKnownAheadOfTheAnswers() throws Exception {
        caller.feed(stream, START + BLOCK + HELLO);

        assertThat(stream.promptUsage()).isEqualTo(new TokenCounts(9, 5, 1, 2, 0, 0, 0, 0));
        assertThat(stream.usage()).isNull();
    }

    @Test
    void aRestatedInputReplacesTheFirst() throws Exception {
        caller.feed(
                stream,
                START
                        + HELLO
                        + DELTA.replace("{\"output", "{\"input_tokens\":20,\"cache_read_input_tokens\":0,\"output"));

        assertThat(stream.usage()).isEqualTo(new TokenCounts(20, 0, 1, 2, 15, 0, 0, 0));
    }

    @Test
    void cumulativeReportsAreNotSummed() throws Exception {
        caller.feed(
                stream,
                START
                        + HELLO
                        + event("message_delta", "\"delta\":{\"stop_reason\":null},\"usage\":{\"output_tokens\":7}")
                        + HELLO
                        + DELTA
                        + STOP);

        assertThat(stream.usage()).isEqualTo(new TokenCounts(9, 5, 1, 2, 15, 0, 0, 0));
    }

    @Test
    void aMessageThatStartsTwiceIsToldOnce() throws Exception {
        caller.feed(stream, START + START.replace(":9", ":900") + HELLO + START + DELTA + STOP);

        assertThat(stream.usage()).isEqualTo(new TokenCounts(9, 5, 1, 2, 15, 0, 0, 0));
        assertThat(caller.received()).isEqualTo(START + HELLO);
    }

    @Test
    void anotherMessageInsideOfThisOneBreaksTheAnswer() {
        assertThatThrownBy(() -> caller.feed(stream, START + HELLO + START.replace("msg_1", "msg_2")))
                .isInstanceOf(BrokenAnswer.class);
    }

    @Test
    void anErrorInTheStreamIsTakenOutAndToldByItsCode() throws Exception {
        caller.feed(
                stream,
                START
                        + HELLO
                        + event("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"secret\"}")
                        + STOP);

        assertThat(stream.upstreamError()).isEqualTo("overloaded_error");
        assertThat(stream.complete()).isFalse();
        stream.fail("overloaded", "Busy.", caller);
        assertThat(caller.received())
                .isEqualTo(START + HELLO
                        + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
                        + "\"message\":\"Busy.\"}}\n\n");
    }

    @Test
    void aStopReasonBeforeACleanEndIsAnEndToo() throws Exception {
        caller.feed(stream, START + HELLO + BLOCK_STOP + DELTA.stripTrailing());
        stream.finish(caller);
        stream.release(COST, caller);

        assertThat(stream.complete()).isTrue();
        assertThat(caller.received()).isEqualTo(START + HELLO + BLOCK_STOP + DELTA_WITH_COST + STOP);
    }

    @Test
    void anEndWithoutAStopReasonIsNone() throws Exception {
        caller.feed(stream, START + HELLO + BLOCK_STOP);
        stream.finish(caller);

        assertThat(stream.complete()).isFalse();
    }

    @Test
    void dataThatIsNoJsonBreaksTheAnswer() {
        assertThatThrownBy(() -> caller.feed(stream, START + HELLO + "event: ping\ndata: {pong}\n\n"))
                .isInstanceOf(BrokenAnswer.class);
        assertThat(caller.received()).isEqualTo(START + HELLO);
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }
}
