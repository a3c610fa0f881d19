package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.wire.AnswerStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** The bytes of a streamed answer on their way to the caller. The first of them bring the head along. */
final class Flow implements AnswerStream.Sink {
    private static final AsciiString EVENT_STREAM = AsciiString.cached("text/event-stream; charset=utf-8");

    private final Channel channel;
    private final AnswerWriter out;
    private boolean begun;
    private boolean dry;
    private @Nullable ByteBuf piece;
    private int pieceAt;

    Flow(Channel channel, AnswerWriter out) {
        this.channel = channel;
        this.out = out;
    }

    /** The chunk that {@link #pass} refers to from here on, as it lies at this index of an upstream's piece. */
    void reading(ByteBuf piece, int at) {
        this.piece = piece;
        this.pieceAt = at;
    }

    void readingOver() {
        piece = null;
    }

    @Override
    public void pass(int from, int to) {
        if (piece == null) {
            throw new IllegalStateException("there is no chunk to pass a part of");
        }
        if (!dry) {
            send(piece.retainedSlice(pieceAt + from, to - from));
        }
    }

    @Override
    public void emit(byte[] bytes, int from, int to) {
        if (!dry) {
            send(channel.alloc().buffer(to - from).writeBytes(bytes, from, to - from));
        }
    }

    private void send(ByteBuf bytes) {
        begun = true;
        head();
        out.piece(bytes);
    }

    /** Whether a byte of an answer, or of a comment of its upstream, has left. */
    boolean begun() {
        return begun;
    }

    /** Sends the head of a streamed answer, if none was sent. */
    void head() {
        if (!dry && !out.headSent()) {
            out.streamHead(EVENT_STREAM);
        }
    }

    /** The caller is gone, or has all of its answer: nothing goes anywhere any more. */
    void dryUp() {
        dry = true;
    }
}
