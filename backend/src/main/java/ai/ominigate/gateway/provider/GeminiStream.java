package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import org.jspecify.annotations.Nullable;

/**
 * A stream of Gemini's on its way to a caller. The end of its body is all that ends it, so nothing has to be kept back:
 * what a caller needs to see the end of the answer is written by {@link #release}.
 */
abstract sealed class GeminiStream implements AnswerStream, EventReader.Handler, GeminiReading.Parts
        permits GeminiStreamAsChunks, GeminiStreamAsMessage {

    /** Sends what is written. */
    final EventReader reader = new EventReader(this);

    /** What was read so far. */
    final GeminiReading reading;

    private final Format format;

    GeminiStream(Format format, boolean singleCall) {
        this.format = format;
        reading = new GeminiReading(this, singleCall);
    }

    /** Lets go what the parts of an event became, behind the beginning of the answer if that has not left yet. */
    abstract void send();

    @Override
    public final void chunk(byte[] bytes, int length, Sink sink) throws BrokenAnswer {
        reader.chunk(bytes, length, sink);
    }

    @Override
    public final void finish(Sink sink) throws BrokenAnswer {
        reader.finish(sink);
        reading.end();
    }

    @Override
    public final boolean event(Event event) throws BrokenAnswer {
        if (reading.read(event)) {
            send();
        }
        return false;
    }

    @Override
    public final boolean complete() {
        return reading.complete();
    }

    @Override
    @Nullable
    public final ContentRefusal refused() {
        return reading.refused();
    }

    @Override
    @Nullable
    public final String upstreamError() {
        return reading.upstreamError();
    }

    @Override
    @Nullable
    public final TokenCounts usage() {
        return reading.usage();
    }

    @Override
    public final long estimatedOutput() {
        return reading.estimatedOutput();
    }

    @Override
    @Nullable
    public final TokenCounts promptUsage() {
        return reading.promptUsage();
    }

    @Override
    @Nullable
    public final String answerId() {
        return reading.answerId();
    }

    @Override
    public final void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(format, code, message);
        sink.emit(error, 0, error.length);
    }
}
