package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Gemini's on its way to a caller of Anthropic's messages. A function call's signature becomes that of a
 * thinking block ahead of it. The one that may follow a text, and that Gemini can do without, is left out: it would make
 * a thinking block the last one, where many callers expect the text.
 */
final class GeminiStreamAsMessage extends GeminiStream {
    private final MessageEvents events = new MessageEvents();

    GeminiStreamAsMessage(RequestPeek peek) {
        super(Format.ANTHROPIC_MESSAGES, peek.singleToolCall());
    }

    @Override
    public void thought(Value text) throws BrokenAnswer {
        begin();
        events.text(text, true);
    }

    @Override
    public void text(Value text, @Nullable Value signature) throws BrokenAnswer {
        begin();
        if (signature != null) {
            events.signature(GeminiSignature.marked(signature), false);
        }
        events.text(text, false);
    }

    @Override
    public void call(int number, Value id, Value name, Value arguments, @Nullable Value signature) throws BrokenAnswer {
        begin();
        if (signature != null) {
            events.signature(GeminiSignature.marked(signature), true);
        }
        int block = events.toolStart(id.text(), name);
        Value input = arguments.quoted();
        events.toolInput(block, input.json(), input.from(), input.to());
        events.stop(block);
    }

    private void begin() {
        if (!events.sent()) {
            events.start(reading.id(), reading.model());
        }
    }

    @Override
    void send() {
        events.sendTo(reader);
    }

    @Override
    public boolean contentSent() {
        return events.sent();
    }

    @Override
    public void release(long costNanos, Sink sink) {
        begin();
        TokenCounts usage = usage();
        events.end(
                MessageShapes.stopReason(reading.finishReason(), reading.callsTools(), false),
                usage == null ? TokenCounts.of(0, estimatedOutput()) : usage,
                costNanos,
                sink);
    }
}
