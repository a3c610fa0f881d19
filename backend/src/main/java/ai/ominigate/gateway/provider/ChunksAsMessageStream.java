package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ContentRefusal;
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

    private static final int NONE = -1;

    /** A tool's block: which index of the chunks' it stands for, and under which id. */
    private record ToolBlock(long toolIndex, String id, int block) {}

    private final EventReader reader = new EventReader(this);
    private final OpenAiReading reading = new OpenAiReading(1);
    private final MessageEvents events = new MessageEvents();
    private final List<ToolBlock> tools = new ArrayList<>();

    private boolean refuses;
    private boolean started;

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
            events.start(chunk.field("id"), chunk.field("model"));
        }
        Value choices = chunk.field("choices");
        if (choices == null) {
            return false;
        }
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
        events.sendTo(reader);
        return false;
    }

    private void delta(Value delta) throws BrokenAnswer {
        Value reasoning = delta.field("reasoning_content");
        events.text(reasoning == null ? delta.field("reasoning") : reasoning, true);
        Value content = delta.field("content");
        events.text(content, false);
        if (content != null) {
            for (Value.Elements parts = content.elements(); parts.next(); ) {
                events.text(parts.value().field("text"), false);
            }
        }
        Value refusal = delta.field("refusal");
        refuses |= refusal != null && refusal.isText();
        events.text(refusal, false);
        Value calls = delta.field("tool_calls");
        if (calls != null) {
            for (Value.Elements elements = calls.elements(); elements.next(); ) {
                toolCall(elements.value());
            }
        }
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
            tool = new ToolBlock(index == null ? NONE : index.number(NONE), callId, events.toolStart(callId, name));
            tools.add(tool);
        }
        Value arguments = function == null ? null : function.field("arguments");
        if (arguments != null && arguments.isText()) {
            events.toolInput(tool.block(), arguments.json(), arguments.from(), arguments.to());
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
    @Nullable
    public ContentRefusal refused() {
        return reading.refused();
    }

    @Override
    public boolean contentSent() {
        return events.sent();
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
        for (ToolBlock tool : tools) {
            events.stop(tool.block());
        }
        TokenCounts usage = usage();
        events.end(
                MessageShapes.stopReason(finishReason, !tools.isEmpty(), refuses),
                usage == null ? TokenCounts.of(0, estimatedOutput()) : usage,
                costNanos,
                sink);
    }

    @Override
    public void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(Format.ANTHROPIC_MESSAGES, code, message);
        sink.emit(error, 0, error.length);
    }
}
