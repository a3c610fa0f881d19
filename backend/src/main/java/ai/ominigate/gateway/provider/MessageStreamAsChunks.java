package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ByteQueue;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A message's stream on its way to a caller of chat completions. Each piece of text, thought or tool input leaves as a
 * chunk of its own as soon as it comes.
 */
final class MessageStreamAsChunks implements AnswerStream, EventReader.Handler {
    /** No answer calls more tools. */
    private static final int MAX_TOOLS = 1000;

    /** A tool whose input is being streamed. */
    private static final class Tool {
        private final int number;
        private final byte[] input;
        private boolean hasArguments;

        Tool(int number, byte[] input) {
            this.number = number;
            this.input = input;
        }
    }

    private final EventReader reader = new EventReader(this);
    private final AnthropicReading reading = new AnthropicReading();
    private final Map<Long, Tool> tools = new TreeMap<>();
    private final ChatChunks chunks;

    private int toolCount;
    private String finishReason = "stop";

    MessageStreamAsChunks(RequestPeek peek, long created) {
        chunks = new ChatChunks(peek, created);
    }

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
        if (reading.read(event) != AnthropicReading.Kind.EVENT) {
            return false;
        }
        Value data = Value.of(event.data(), event.dataFrom(), event.dataTo());
        switch (reading.parts.type) {
            case MESSAGE_START -> start(data.field("message"));
            case BLOCK_START -> blockStart(data);
            case BLOCK_DELTA -> blockDelta(data);
            case BLOCK_STOP -> blockStop(data);
            case MESSAGE_DELTA -> {
                Value delta = data.field("delta");
                Value reason = delta == null ? null : delta.field("stop_reason");
                if (reason != null) {
                    finishReason = ChatShapes.finishReason(reason);
                    endTools();
                }
            }
            case MESSAGE_STOP -> endTools();
            case PING, ERROR, MESSAGE, OTHER -> {}
        }
        chunks.sendTo(reader);
        return false;
    }

    private void start(@Nullable Value message) {
        chunks.start(message == null ? null : message.field("id"), message == null ? null : message.field("model"));
    }

    private static long index(Value event) {
        Value index = event.field("index");
        return index == null ? -1 : index.number(-1);
    }

    private void blockStart(Value event) throws BrokenAnswer {
        Value block = event.field("content_block");
        Value type = block == null ? null : block.field("type");
        if (block == null || type == null) {
            throw new BrokenAnswer("the upstream began a block without its type");
        }
        switch (type.text()) {
            case "text" -> chunks.text("content", block.field("text"));
            case "thinking" -> chunks.text("reasoning_content", block.field("thinking"));
            case "tool_use" -> toolStart(index(event), block);
            default -> {}
        }
    }

    private void toolStart(long index, Value block) throws BrokenAnswer {
        Value id = block.field("id");
        Value name = block.field("name");
        Value input = block.field("input");
        if (id == null || !id.isString() || name == null || !name.isString() || toolCount == MAX_TOOLS) {
            throw new BrokenAnswer("the upstream began a tool_use without its id or name, or too many");
        }
        ByteQueue whole = new ByteQueue();
        if (input != null && input.isObject()) {
            input.quoteTo(whole);
        } else {
            whole.append("\"{}\"");
        }
        Tool tool = new Tool(toolCount++, whole.toArray());
        tools.put(index, tool);
        chunks.toolStart(tool.number, id, name);
    }

    private void blockDelta(Value event) throws BrokenAnswer {
        Value delta = event.field("delta");
        Value type = delta == null ? null : delta.field("type");
        if (delta == null || type == null) {
            throw new BrokenAnswer("the upstream sent a delta without its type");
        }
        switch (type.text()) {
            case "text_delta" -> chunks.text("content", delta.field("text"));
            case "thinking_delta" -> chunks.text("reasoning_content", delta.field("thinking"));
            case "input_json_delta" -> {
                Value json = delta.field("partial_json");
                Tool tool = tools.get(index(event));
                if (json != null && json.isText() && tool != null) {
                    arguments(tool, json.json(), json.from(), json.to());
                }
            }
            default -> {}
        }
    }

    private void blockStop(Value event) {
        endTool(tools.remove(index(event)));
    }

    private void endTools() {
        tools.values().forEach(this::endTool);
        tools.clear();
    }

    /** A tool without input, or one whose input came all at once, has had no arguments yet. */
    private void endTool(@Nullable Tool tool) {
        if (tool != null && !tool.hasArguments) {
            arguments(tool, tool.input, 0, tool.input.length);
        }
    }

    private void arguments(Tool tool, byte[] quotedJson, int from, int to) {
        tool.hasArguments = true;
        chunks.toolArguments(tool.number, quotedJson, from, to);
    }

    @Override
    public boolean complete() {
        return reading.complete();
    }

    @Override
    @Nullable
    public ContentRefusal refused() {
        return reading.refused();
    }

    @Override
    public boolean contentSent() {
        return chunks.sent();
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
        return reading.promptUsage();
    }

    @Override
    @Nullable
    public String answerId() {
        return reading.id();
    }

    @Override
    public void release(long costNanos, Sink sink) {
        chunks.end(finishReason, usage(), costNanos, sink);
    }

    @Override
    public void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(Format.OPENAI_CHAT, code, message);
        sink.emit(error, 0, error.length);
    }
}
