package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Any bytes as an event stream, in any chunks: the events are those that a plain reading of the specification finds,
 * and what passes is what came. The first byte of the input chooses the chunks.
 */
public final class EventReaderFuzz {

    /** An event as the specification has it, but for the space that joins its lines. */
    private record Told(String name, String data) {}

    private EventReaderFuzz() {}

    /** What the fuzzer calls. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(input, 1, input.length);
        List<Told> told = new ArrayList<>();
        Caller caller = new Caller();
        EventReader reader = new EventReader(event -> {
            if (event.hasData()) {
                told.add(read(event));
            }
            return true;
        });
        try {
            feed(reader, caller, stream, input[0]);
            assertThat(new String(stream, ISO_8859_1)).startsWith(caller.receivedBytes());
            reader.finish(caller);
        } catch (BrokenAnswer e) {
            assertThat(stream.length).isGreaterThan(EventReader.MAX_EVENT);
            return;
        }
        assertThat(told).isEqualTo(expected(new String(stream, ISO_8859_1)));
    }

    private static void feed(EventReader reader, Caller caller, byte[] stream, byte seed) throws BrokenAnswer {
        Random random = new Random(seed);
        int longest = 1 << (seed & 7);
        for (int from = 0; from < stream.length; ) {
            int to = seed == 0 ? stream.length : Math.min(stream.length, from + random.nextInt(longest + 1));
            caller.feed(reader, Arrays.copyOfRange(stream, from, to));
            from = to;
        }
    }

    private static Told read(Event event) {
        byte[] data = event.data();
        // Only whether a name is the one asked for can be asked.
        String name = event.isNamed("error") ? "error" : "";
        return new Told(name, new String(data, event.dataFrom(), event.dataTo() - event.dataFrom(), ISO_8859_1));
    }

    /** WHATWG HTML, section 9.2.6, but that an event at the end counts without its blank line. */
    private static List<Told> expected(String stream) {
        String text = stream.startsWith("\u00EF\u00BB\u00BF") ? stream.substring(3) : stream;
        List<Told> events = new ArrayList<>();
        String name = "";
        String data = null;
        for (String line : text.split("\r\n|\r|\n", -1)) {
            if (line.isEmpty()) {
                add(events, name, data);
                name = "";
                data = null;
            } else if (line.equals("data") || line.startsWith("data:")) {
                String value = withoutSpace(line.equals("data") ? "" : line.substring("data:".length()));
                data = data == null ? value : data + " " + value;
            } else if (line.startsWith("event:")) {
                name = withoutSpace(line.substring("event:".length()));
            }
        }
        add(events, name, data);
        return events;
    }

    private static void add(List<Told> events, String name, @org.jspecify.annotations.Nullable String data) {
        if (data != null && !data.isEmpty()) {
            events.add(new Told(name.equals("error") ? name : "", data));
        }
    }

    private static String withoutSpace(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }
}
