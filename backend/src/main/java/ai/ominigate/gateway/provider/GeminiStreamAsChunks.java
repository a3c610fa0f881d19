package ai.ominigate.gateway.provider;

import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/** A stream of Gemini's on its way to a caller of chat completions. */
final class GeminiStreamAsChunks extends GeminiStream {
    private final ChatChunks chunks;

    GeminiStreamAsChunks(RequestPeek peek, long created) {
        super(Format.OPENAI_CHAT, peek.singleToolCall());
        chunks = new ChatChunks(peek, created);
    }

    @Override
    public void thought(Value text) {
        begin();
        chunks.text("reasoning_content", text);
    }

    @Override
    public void text(Value text, @Nullable Value signature) {
        begin();
        chunks.text("content", text);
        if (signature != null) {
            chunks.signature(signature);
        }
    }

    @Override
    public void call(int number, Value id, Value name, Value arguments, @Nullable Value signature) {
        begin();
        chunks.toolCall(number, id, name, arguments, signature);
    }

    private void begin() {
        if (!chunks.sent()) {
            chunks.start(reading.id(), reading.model());
        }
    }

    @Override
    void send() {
        chunks.sendTo(reader);
    }

    @Override
    public boolean contentSent() {
        return chunks.sent();
    }

    @Override
    public void release(long costNanos, Sink sink) {
        begin();
        if (reading.blockReason() != null) {
            chunks.text("refusal", GeminiAnswer.refusal(reading.blockReason()));
        }
        chunks.end(reading.finishReason(), usage(), costNanos, sink);
    }
}
