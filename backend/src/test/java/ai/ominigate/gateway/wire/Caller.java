package ai.ominigate.gateway.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.AnswerStream.Sink;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The far end of an answer: gets the bytes a stream lets go, and remembers how they came. */
public final class Caller implements Sink {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final List<String> passed = new ArrayList<>();
    private byte[] chunk = {};

    /** Feeds one chunk to a stream. */
    public Caller feed(AnswerStream stream, byte[] bytes) throws BrokenAnswer {
        chunk = bytes;
        stream.chunk(bytes, bytes.length, this);
        chunk = new byte[0];
        return this;
    }

    /** Feeds one chunk to a stream. */
    public Caller feed(AnswerStream stream, String text) throws BrokenAnswer {
        return feed(stream, text.getBytes(UTF_8));
    }

    void feed(EventReader reader, byte[] bytes) throws BrokenAnswer {
        chunk = bytes;
        reader.chunk(bytes, bytes.length, this);
        chunk = new byte[0];
    }

    @Override
    public void pass(int from, int to) {
        passed.add(new String(chunk, from, to - from, UTF_8));
        received.write(chunk, from, to - from);
    }

    @Override
    public void emit(byte[] bytes, int from, int to) {
        received.write(bytes, from, to - from);
    }

    /** Everything that has come so far. */
    public String received() {
        return received.toString(UTF_8);
    }

    /** The same byte for byte, each as the character of its number. */
    public String receivedBytes() {
        return received.toString(ISO_8859_1);
    }

    /** The ranges of chunks that went on without being copied. */
    public List<String> passed() {
        return passed;
    }
}
