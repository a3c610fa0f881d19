package ai.ominigate.gateway.provider;

import static ai.ominigate.gateway.provider.RequestSplice.quoted;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.Cost;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion's stream on its way to a caller of Anthropic's messages. Blocks of text and thought end where
 * another kind begins; those of tools stay open to the end of the answer, because a chunk may add to any of them.
 */
final class ChunksAsMessageStream implements AnswerStream, EventReader.Handler {

    /** No answer has more blocks. */
    private static final int MAX_BLOCKS = 1000;

    private static final int NONE = -1;

    /** A tool's block: which index of the chunks' it stands for, and under which id. */
    private record ToolBlock(long toolIndex, String id, int block) {}

    private final EventReader reader = new EventReader(this);
    private final OpenAiReading reading = new OpenAiReading(1);
    private final ByteQueue out = new ByteQueue();
    private final List<ToolBlock> tools = new ArrayList<>();

    private int blocks;
    private int openBlock = NONE;
    private boolean openIsThinking;
    private boolean contentSent;
    private boolean refuses;
    private boolean started;
    private byte[] start = messageStart(new Value(new byte[] {'{', '}'}, 0, 2));

    @Nullable
    private String finishReason;

    @Override
    public void chunk(byte[] bytes, int length, Sink sink) throws BrokenAnswer {
        reader.chunk(bytes, length, sink);
    }

    @Override
    public void finish(Sink sink) throws BrokenAnswer {
        reader.finish(sink);
        reading.end();
    }

    @Override
    public boolean event(Event event) throws BrokenAnswer {
        if (reading.read(event) != OpenAiReading.Kind.CHUNK) {
            return false;
        }
        Value chunk = Value.of(event.data(), event.dataFrom(), event.dataTo());
        if (!started) {
            started = true;
            start = messageStart(chunk);
        }
        Value choices = chunk.field("choices");
        if (choices == null) {
            return false;
        }
        out.clear();
        for (Value.Elements elements = choices.elements(); elements.next(); ) {
            Value delta = elements.value().field("delta");
            if (delta != null) {
                delta(delta);
            }
            Value reason = elements.value().field("finish_reason");
            if (reason != null && reason.isText()) {
                finishReason = reason.text();
            }
        }
        if (!out.isEmpty()) {
            begin(reader);
            reader.emit(out.array(), 0, out.length());
        }
        return false;
    }

    private static byte[] messageStart(Value chunk) {
        Value id = chunk.field("id");
        Value model = chunk.field("model");
        ByteQueue start = new ByteQueue();
        start.append("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":");
        start.append(quoted(id == null ? "" : id.text()));
        start.append(",\"type\":\"message\",\"role\":\"assistant\",\"model\":");
        start.append(quoted(model == null ? "" : model.text()));
        start.append(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":"
                + "{\"input_tokens\":0,\"output_tokens\":0}}}\n\n");
        return start.toArray();
    }

    private void begin(EventReader to) {
        if (!contentSent) {
            contentSent = true;
            to.emit(start, 0, start.length);
        }
    }

    private void delta(Value delta) throws BrokenAnswer {
        Value reasoning = delta.field("reasoning_content");
        text(reasoning == null ? delta.field("reasoning") : reasoning, true);
        Value content = delta.field("content");
        text(content, false);
        if (content != null) {
            for (Value.Elements parts = content.elements(); parts.next(); ) {
                text(parts.value().field("text"), false);
            }
        }
        Value refusal = delta.field("refusal");
        refuses |= refusal != null && refusal.isText();
        text(refusal, false);
        Value calls = delta.field("tool_calls");
        if (calls != null) {
            for (Value.Elements elements = calls.elements(); elements.next(); ) {
                toolCall(elements.value());
            }
        }
    }

    private void text(@Nullable Value text, boolean thinking) throws BrokenAnswer {
        if (text == null || !text.isText()) {
            return;
        }
        if (openBlock == NONE || openIsThinking != thinking) {
            stopOpenBlock();
            openBlock = nextBlock();
            openIsThinking = thinking;
            out.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":" + openBlock);
            out.append(
                    thinking
                            ? ",\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}\n\n"
                            : ",\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n");
        }
        beginDelta(openBlock);
        out.append(thinking ? "{\"type\":\"thinking_delta\",\"thinking\":" : "{\"type\":\"text_delta\",\"text\":");
        text.copyTo(out);
        out.append("}}\n\n");
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

    private void stop(int block) {
        out.append("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":" + block + "}\n\n");
    }

    private void toolCall(Value call) throws BrokenAnswer {
        Value index = call.field("index");
        Value id = call.field("id");
        Value function = call.field("function");
        String callId = id == null ? "" : id.text();
        ToolBlock tool = find(index == null ? NONE : index.number(NONE), callId);
        if (tool == null) {
            Value name = function == null ? null : function.field("name");
            if (callId.isEmpty() || name == null || !name.isText()) {
                throw new BrokenAnswer("the upstream began a tool call without its id or name");
            }
            stopOpenBlock();
            tool = new ToolBlock(index == null ? NONE : index.number(NONE), callId, nextBlock());
            tools.add(tool);
            out.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":" + tool.block()
                    + ",\"content_block\":{\"type\":\"tool_use\",\"id\":");
            out.append(quoted(callId));
            out.append(",\"name\":");
            name.copyTo(out);
            out.append(",\"input\":{}}}\n\n");
        }
        Value arguments = function == null ? null : function.field("arguments");
        if (arguments != null && arguments.isText()) {
            beginDelta(tool.block());
            out.append("{\"type\":\"input_json_delta\",\"partial_json\":");
            arguments.copyTo(out);
            out.append("}}\n\n");
        }
    }

    /** The block that a piece belongs to. Some providers number all calls 0: then another id is another call. */
    @Nullable
    private ToolBlock find(long index, String id) {
        for (ToolBlock tool : tools.reversed()) {
            boolean sameIndex = index == NONE || tool.toolIndex() == index;
            if (sameIndex && (id.isEmpty() || id.equals(tool.id()))) {
                return tool;
            }
        }
        return null;
    }

    @Override
    public boolean complete() {
        return reading.complete();
    }

    @Override
    public boolean contentSent() {
        return contentSent;
    }

    @Override
    @Nullable
    public String upstreamError() {
        return reading.upstreamError();
    }

    @Override
    @Nullable
    public TokenCounts usage() {
        return reading.usage();
    }

    @Override
    public long estimatedOutput() {
        return reading.estimatedOutput();
    }

    @Override
    @Nullable
    public TokenCounts promptUsage() {
        return null;
    }

    @Override
    @Nullable
    public String answerId() {
        return reading.id();
    }

    @Override
    public void release(long costNanos, Sink sink) {
        out.clear();
        if (!contentSent) {
            contentSent = true;
            out.append(start);
        }
        stopOpenBlock();
        for (ToolBlock tool : tools) {
            stop(tool.block());
        }
        TokenCounts usage = usage();
        out.append("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                + MessageShapes.stopReason(finishReason, !tools.isEmpty(), refuses)
                + "\",\"stop_sequence\":null},\"usage\":");
        MessageShapes.openUsage(out, usage == null ? TokenCounts.of(0, estimatedOutput()) : usage);
        out.append(Cost.field(costNanos));
        out.append("}}\n\n");
        out.append(AnthropicStream.STOP);
        sink.emit(out.array(), 0, out.length());
    }

    @Override
    public void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(Format.ANTHROPIC_MESSAGES, code, message);
        sink.emit(error, 0, error.length);
    }
}
