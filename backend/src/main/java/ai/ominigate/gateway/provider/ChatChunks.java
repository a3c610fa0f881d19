package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;
import static java.nio.charset.StandardCharsets.US_ASCII;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream.Sink;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.Cost;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/** Writes an answer as the chunks of a chat completion's stream: each piece is a chunk of its own. */
final class ChatChunks {
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(US_ASCII);
    private static final byte[] ROLE = "{\"role\":\"assistant\",\"content\":\"\"}".getBytes(US_ASCII);

    private final boolean includeUsage;
    private final long created;
    private final ByteQueue head = new ByteQueue();
    private final ByteQueue out = new ByteQueue();

    private boolean begun;
    private boolean sent;

    ChatChunks(RequestPeek peek, long created) {
        includeUsage = peek.includeUsage();
        this.created = created;
        start(null, null);
    }

    /** Tells whose answer it is; what is not a string is told as an empty one. */
    void start(@Nullable Value id, @Nullable Value model) {
        head.clear();
        head.append("data: {\"id\":");
        head.append(quoted(id == null ? "" : id.text()));
        head.append(",\"object\":\"chat.completion.chunk\",\"created\":" + created + ",\"model\":");
        head.append(quoted(model == null ? "" : model.text()));
        head.append(",\"choices\":[");
    }

    /** Whether anything has left for the caller. */
    boolean sent() {
        return sent;
    }

    /** A piece of text under this name, if it is one. */
    void text(String name, @Nullable Value text) {
        if (text == null || !text.isText()) {
            return;
        }
        begin();
        out.append("{\"" + name + "\":");
        text.copyTo(out);
        out.append("}");
        endDelta("null");
    }

    /** A call of a tool begins; its arguments follow. */
    void toolStart(int number, Value id, Value name) {
        begin();
        out.append("{\"tool_calls\":[{\"index\":" + number + ",\"id\":");
        id.copyTo(out);
        out.append(",\"type\":\"function\",\"function\":{\"name\":");
        name.copyTo(out);
        out.append(",\"arguments\":\"\"}}]}");
        endDelta("null");
    }

    /** A piece of the arguments of a call that has begun, as a JSON string. */
    void toolArguments(int number, byte[] quotedJson, int from, int to) {
        begin();
        out.append("{\"tool_calls\":[{\"index\":" + number + ",\"function\":{\"arguments\":");
        out.append(quotedJson, from, to);
        out.append("}}]}");
        endDelta("null");
    }

    /** A whole call of a tool, with the signature that Gemini wants back with it. */
    void toolCall(int number, Value id, Value name, Value input, @Nullable Value signature) {
        begin();
        out.append("{\"tool_calls\":[{\"index\":" + number + ",\"id\":");
        id.copyTo(out);
        out.append(",\"type\":\"function\",\"function\":{\"name\":");
        name.copyTo(out);
        out.append(",\"arguments\":");
        input.quoteTo(out);
        out.append("}");
        if (signature != null) {
            out.append(",");
            GeminiSignature.writeExtraContent(out, signature);
        }
        out.append("}]}");
        endDelta("null");
    }

    /** The signature that Gemini wants back with the text. */
    void signature(Value signature) {
        begin();
        out.append("{");
        GeminiSignature.writeExtraContent(out, signature);
        out.append("}");
        endDelta("null");
    }

    /** Begins a chunk, with the one that tells the role ahead of the first. */
    private void begin() {
        if (!begun) {
            begun = true;
            beginDelta();
            out.append(ROLE);
            endDelta("null");
        }
        beginDelta();
    }

    private void beginDelta() {
        out.append(head.array(), 0, head.length());
        out.append("{\"index\":0,\"delta\":");
    }

    private void endDelta(String reason) {
        out.append(",\"logprobs\":null,\"finish_reason\":" + reason + "}]");
        out.append(includeUsage ? ",\"usage\":null}\n\n" : "}\n\n");
    }

    /** Lets go what was written. */
    void sendTo(EventReader reader) {
        if (!out.isEmpty()) {
            sent = true;
            reader.emit(out.array(), 0, out.length());
            out.clear();
        }
    }

    /** Ends the answer, with what it used and cost if the caller asked for that and it is known. */
    void end(String finishReason, @Nullable TokenCounts usage, long costNanos, Sink sink) {
        sent = true;
        begin();
        out.append("{}");
        endDelta("\"" + finishReason + "\"");
        if (includeUsage && usage != null) {
            out.append(head.array(), 0, head.length());
            out.append("],\"usage\":");
            ChatShapes.openUsage(out, usage);
            out.append(Cost.field(costNanos));
            out.append("}}\n\n");
        }
        out.append(DONE);
        sink.emit(out.array(), 0, out.length());
        out.clear();
    }
}
