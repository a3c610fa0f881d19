package ai.ominigate.gateway;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What {@link UpstreamDouble} does about one request: a head, then steps. Every {@link Step.Body} of a chunked script is
 * one chunk, so a script decides exactly where its bytes are split.
 */
public final class Script {
    /** How the end of the body is told. */
    enum Framing {
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    /** One thing that the double does after the head. */
    sealed interface Step {
        /** Sends these bytes of the body. */
        record Body(byte[] bytes) implements Step {}

        /** Sends these bytes as they are, whatever the framing. */
        record Raw(byte[] bytes) implements Step {}

        /** Does nothing until the test opens the latch. */
        record Wait(CountDownLatch latch) implements Step {}

        /** Does nothing for a while. */
        record Pause(Duration time) implements Step {}

        /** Sends this again and again until the other side closes. */
        record Endless(byte[] bytes) implements Step {}

        /** Keeps the connection and says nothing more. */
        record Stall() implements Step {}

        /** Closes with a TCP reset. */
        record Reset() implements Step {}

        /** Sends a FIN and goes on reading. */
        record HalfClose() implements Step {}

        /** Closes both directions. */
        record Close() implements Step {}
    }

    private final @Nullable String head;
    private final Framing framing;
    private final List<Step> steps;

    private Script(@Nullable String head, Framing framing, List<Step> steps) {
        this.head = head;
        this.framing = framing;
        this.steps = List.copyOf(steps);
    }

    /** An answer with this status, its length told ahead unless another framing is chosen. */
    public static Script status(int status) {
        return new Script("HTTP/1.1 " + status + " Scripted\r\n", Framing.LENGTH, List.of());
    }

    /** A whole JSON answer. */
    public static Script json(int status, String body) {
        return status(status).header("content-type", "application/json").body(body);
    }

    /** An answer of server-sent events, one chunk each. */
    public static Script events(List<String> events) {
        Script script = stream();
        for (String event : events) {
            script = script.body(event);
        }
        return script;
    }

    /** The head of an answer of server-sent events, in chunks. */
    public static Script stream() {
        return status(200)
                .header("content-type", "text/event-stream; charset=utf-8")
                .framed(Framing.CHUNKED);
    }

    /** No head: what follows is all the other side gets. */
    public static Script silence() {
        return new Script(null, Framing.UNTIL_CLOSE, List.of());
    }

    public Script header(String name, String value) {
        return new Script(head + name + ": " + value + "\r\n", framing, steps);
    }

    /** The body ends where the connection ends. */
    public Script untilClose() {
        return framed(Framing.UNTIL_CLOSE);
    }

    public Script chunked() {
        return framed(Framing.CHUNKED);
    }

    private Script framed(Framing other) {
        return new Script(head, other, steps);
    }

    public Script body(String text) {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public Script body(byte[] bytes) {
        return then(new Step.Body(bytes));
    }

    /** The same body in pieces of this many bytes, which cuts through UTF-8, line ends and field names. */
    public Script inPiecesOf(int size) {
        List<Step> pieces = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Body(byte[] bytes)) {
                pieces.addAll(cut(bytes, size));
            } else {
                pieces.add(step);
            }
        }
        return new Script(head, framing, pieces);
    }

    private static List<Step> cut(byte[] bytes, int size) {
        List<Step> pieces = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += size) {
            pieces.add(new Step.Body(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size))));
        }
        return pieces;
    }

    /** The same with CRLF line ends in the body. */
    public Script withCrLf() {
        List<Step> changed = new ArrayList<>();
        for (Step step : steps) {
            if (step instanceof Step.Body(byte[] bytes)) {
                // ISO 8859-1 keeps every byte as it is, also those of a character that is cut in two.
                String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("\n", "\r\n");
                changed.add(new Step.Body(text.getBytes(StandardCharsets.ISO_8859_1)));
            } else {
                changed.add(step);
            }
        }
        return new Script(head, framing, changed);
    }

    public Script waitFor(CountDownLatch latch) {
        return then(new Step.Wait(latch));
    }

    public Script pause(Duration time) {
        return then(new Step.Pause(time));
    }

    public Script endless(String text) {
        return then(new Step.Endless(text.getBytes(StandardCharsets.UTF_8)));
    }

    public Script stall() {
        return then(new Step.Stall());
    }

    public Script reset() {
        return then(new Step.Reset());
    }

    public Script halfClose() {
        return then(new Step.HalfClose());
    }

    public Script close() {
        return then(new Step.Close());
    }

    /** Announces a chunk, sends only the start of it and closes. */
    public Script closeInsideChunk(String start) {
        byte[] bytes = start.getBytes(StandardCharsets.UTF_8);
        String size = Integer.toHexString(bytes.length + 100) + "\r\n";
        return then(new Step.Raw((size + start).getBytes(StandardCharsets.UTF_8)))
                .close();
    }

    /** Sends these bytes outside any framing. */
    public Script raw(String text) {
        return then(new Step.Raw(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Script then(Step step) {
        List<Step> longer = new ArrayList<>(steps);
        longer.add(step);
        return new Script(head, framing, longer);
    }

    Framing framing() {
        return framing;
    }

    List<Step> steps() {
        return steps;
    }

    /** The head with the header that tells the framing, or null if there is none to send. */
    byte @Nullable [] headBytes() {
        if (head == null) {
            return null;
        }
        String end = switch (framing) {
            case LENGTH -> "content-length: " + bodyLength() + "\r\n\r\n";
            case CHUNKED -> "transfer-encoding: chunked\r\n\r\n";
            case UNTIL_CLOSE -> "connection: close\r\n\r\n";
        };
        return (head + end).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bodies that a script never gets to, because it closes before, count: that is how an answer is cut short. */
    private int bodyLength() {
        int length = 0;
        for (Step step : steps) {
            if (step instanceof Step.Body(byte[] bytes)) {
                length += bytes.length;
            }
        }
        return length;
    }
}
