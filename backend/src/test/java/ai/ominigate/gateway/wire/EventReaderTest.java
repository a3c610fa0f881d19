package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private final List<String> events = new ArrayList<>();
    private final Caller caller = new Caller();

    @Test
    void eventsThatPassLeaveInOneRunAsTheyCame() throws Exception {
        String stream = "data: 1\n\n: comment\n\nevent: x\ndata:2\nid: 7\n\n";

        caller.feed(reader(), bytes(stream));

        assertThat(events).containsExactly("1", "", "x 2");
        assertThat(caller.passed()).containsExactly(stream);
    }

    @Test
    void onlyTheEventThatBeganInAnEarlierChunkIsCopied() throws Exception {
        EventReader reader = reader();

        caller.feed(reader, bytes("data: 1\n\ndata: 2"));
        caller.feed(reader, bytes("2\n\ndata: 3\n\ndata: 4\n\n"));

        assertThat(events).containsExactly("1", "22", "3", "4");
        assertThat(caller.passed()).containsExactly("data: 1\n\n", "data: 3\n\ndata: 4\n\n");
        assertThat(caller.received()).isEqualTo("data: 1\n\ndata: 22\n\ndata: 3\n\ndata: 4\n\n");
    }

    @Test
    void anEventThatDoesNotPassSplitsTheRun() throws Exception {
        caller.feed(reader(), bytes("data: 1\n\ndata: drop\n\ndata: 2\n\n"));

        assertThat(caller.passed()).containsExactly("data: 1\n\n", "data: 2\n\n");
    }

    @Test
    void linesOfDataAreJoined() throws Exception {
        caller.feed(reader(), bytes("data: a\ndata\ndata:b\n\n"));

        assertThat(events).containsExactly("a  b");
    }

    @Test
    void aByteOrderMarkIsNotPartOfTheFirstEvent() throws Exception {
        caller.feed(reader(), bytes("\uFEFFdata: 1\n\n"));

        assertThat(events).containsExactly("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: end", "data: end\n", "data: end\r\n"})
    void theLastEventMayLackItsBlankLine(String stream) throws Exception {
        EventReader reader = reader();

        caller.feed(reader, bytes(stream));
        assertThat(events).isEmpty();
        reader.finish(caller);

        assertThat(events).containsExactly("end");
        assertThat(caller.received()).isIn("data: end\n\n", "data: end\r\n\r\n");
    }

    @Test
    void anEventBeyondTheBoundBreaksTheAnswer() throws Exception {
        EventReader reader = reader();
        byte[] half = bytes("data: " + "x".repeat(EventReader.MAX_EVENT / 2));

        caller.feed(reader, half);

        assertThatThrownBy(() -> caller.feed(reader, half)).isInstanceOf(BrokenAnswer.class);
    }

    @Property(tries = 500)
    void anyLineEndsInAnyChunksTellTheSameEventsAndPassTheSameBytes(@ForAll long seed) throws Exception {
        Random random = new Random(seed);
        String lineEnd = List.of("\n", "\r\n", "\r").get(random.nextInt(3));
        String text = "data: 1\n\n\n: c\n\ndata: drop\n\nevent: e\ndata: é漢\ndata: 2\n\ndata: drop\n\ndata: last\n\n"
                .replace("\n", lineEnd);
        events.clear();
        Caller wholeCaller = new Caller();
        EventReader whole = reader();
        wholeCaller.feed(whole, bytes(text));
        whole.finish(wholeCaller);
        List<String> expected = List.copyOf(events);
        events.clear();

        Caller splitCaller = new Caller();
        EventReader split = reader();
        byte[] all = bytes(text);
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + random.nextInt(1 + random.nextInt(12)));
            splitCaller.feed(split, Arrays.copyOfRange(all, from, to));
            from = to;
        }
        split.finish(splitCaller);

        assertThat(expected).contains("1", "e é漢 2", "last");
        assertThat(events).isEqualTo(expected);
        assertThat(splitCaller.received()).isEqualTo(wholeCaller.received());
        assertThat(wholeCaller.received()).isEqualTo(text.replace("data: drop" + lineEnd + lineEnd, ""));
    }

    private EventReader reader() {
        return new EventReader(event -> {
            String data = new String(event.data(), event.dataFrom(), event.dataTo() - event.dataFrom(), UTF_8);
            String name = event.isNamed("x") ? "x " : event.isNamed("e") ? "e " : "";
            events.add(name + data);
            return !data.equals("drop");
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
