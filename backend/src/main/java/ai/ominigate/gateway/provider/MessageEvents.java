package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.AnswerStream.Sink;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.Cost;
import ai.ominigate.gateway.wire.EventReader;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as the events of a message's stream. A block of text or thought stays open until another kind begins;
 * those of tools until they are stopped.
 */
final class MessageEvents {

    /** No answer has more blocks. */
    private static final int MAX_BLOCKS = 1000;

    private static final int NONE = -1;

    private final ByteQueue start = new ByteQueue();
    private final ByteQueue out = new ByteQueue();

    private int blocks;
    private int openBlock = NONE;
    private boolean openIsThinking;
    private boolean sent;

    MessageEvents() {
        start(null, null);
    }

    /** Tells whose answer it is; what is not a string is told as an empty one. */
    void start(@Nullable Value id, @Nullable Value model) {
        start.clear();
        start.append("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":");
        start.append(quoted(id == null ? "" : id.text()));
        start.append(",\"type\":\"message\",\"role\":\"assistant\",\"model\":");
        start.append(quoted(model == null ? "" : model.text()));
        start.append(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"
                + "{\"input_tokens\":0,\"output_tokens\":0}}}\n\n");
    }

    /** Whether anything has left for the caller. */
    boolean sent() {
        return sent;
    }

    /** A piece of text or thought, if it is one. */
    void text(@Nullable Value text, boolean thinking) throws BrokenAnswer {
        if (text == null || !text.isText()) {
            return;
        }
        open(thinking);
        beginDelta(openBlock);
        out.append(thinking ? "{\"type\":\"thinking_delta\",\"thinking\":" : "{\"type\":\"text_delta\",\"text\":");
        text.copyTo(out);
        out.append("}}\n\n");
    }

    private void open(boolean thinking) throws BrokenAnswer {
        if (openBlock != NONE && openIsThinking == thinking) {
            return;
        }
        stopOpenBlock();
        openBlock = nextBlock();
        openIsThinking = thinking;
        out.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":" + openBlock);
        out.append(
                thinking
                        ? ",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"
                        : ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
    }

    /**
     * The signature, a string, that vouches for the block of thought that is open; for one of its own if there is none
     * and {@code evenAlone}. It ends the block.
     */
    void signature(Value signature, boolean evenAlone) throws BrokenAnswer {
        boolean open = openBlock != NONE && openIsThinking;
        if (!open && !evenAlone) {
            return;
        }
        open(true);
        beginDelta(openBlock);
        out.append("{\"type\":\"signature_delta\",\"signature\":");
        signature.copyTo(out);
        out.append("}}\n\n");
        stopOpenBlock();
    }

    private int nextBlock() throws BrokenAnswer {
        if (blocks == MAX_BLOCKS) {
            throw new BrokenAnswer("the upstream's answer has too many parts");
        }
        return blocks++;
    }

    private void beginDelta(int block) {
        out.append("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":" + block
                + ",\"delta\":");
    }

    private void stopOpenBlock() {
        if (openBlock != NONE) {
            stop(openBlock);
            openBlock = NONE;
        }
    }

    /** Ends the block of a tool. */
    void stop(int block) {
        out.append("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":" + block + "}\n\n");
    }

    /** A call of a tool begins; its input follows in pieces for the block that is returned. */
    int toolStart(String id, Value name) throws BrokenAnswer {
        stopOpenBlock();
        int block = nextBlock();
        out.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":" + block
                + ",\"content_block\":{\"type\":\"tool_use\",\"id\":");
        out.append(quoted(id));
        out.append(",\"name\":");
        name.copyTo(out);
        out.append(",\"input\":{}}}\n\n");
        return block;
    }

    /** A piece of the input of a call that has begun, as a JSON string. */
    void toolInput(int block, byte[] quotedJson, int from, int to) {
        beginDelta(block);
        out.append("{\"type\":\"input_json_delta\",\"partial_json\":");
        out.append(quotedJson, from, to);
        out.append("}}\n\n");
    }

    /** Lets go what was written, behind the beginning of the message. */
    void sendTo(EventReader reader) {
        if (!out.isEmpty()) {
            sent = true;
            reader.emit(start.array(), 0, start.length());
            start.clear();
            reader.emit(out.array(), 0, out.length());
            out.clear();
        }
    }

    /** Ends the answer, with what it used and cost. */
    void end(String stopReason, TokenCounts usage, long costNanos, Sink sink) {
        sent = true;
        stopOpenBlock();
        out.append("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + stopReason
                + "\",\"stop_sequence\":null},\"usage\":");
        MessageShapes.openUsage(out, usage);
        out.append(Cost.field(costNanos));
        out.append("}}\n\n");
        out.append(AnthropicStream.STOP);
        start.append(out.array(), 0, out.length());
        sink.emit(start.array(), 0, start.length());
    }
}
