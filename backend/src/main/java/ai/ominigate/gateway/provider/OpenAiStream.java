package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;
import org.jspecify.annotations.Nullable;

/**
 * A chat completion's stream on its way to a caller that speaks the same. Chunks go on byte for byte. Kept back are the
 * chunk that ends the last choice, the chunk that tells only usage (which is dropped if the caller did not ask for it)
 * and {@code [DONE]}.
 */
final class OpenAiStream implements AnswerStream, EventReader.Handler {
    private static final byte[] DONE = {'d', 'a', 't', 'a', ':', ' ', '[', 'D', 'O', 'N', 'E', ']', '\n', '\n'};

    private final boolean includeUsage;
    private final EventReader reader = new EventReader(this);
    private final OpenAiReading reading;
    private final KeptBack beginning = new KeptBack();
    private final KeptBack end = new KeptBack();
    private final KeptBack usageEvent = new KeptBack();
    private final KeptBack doneEvent = new KeptBack();

    private boolean contentSent;

    OpenAiStream(RequestPeek peek) {
        includeUsage = peek.includeUsage();
        reading = new OpenAiReading(peek.choices());
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
        return switch (reading.read(event)) {
            case COMMENT -> true;
            case NOTHING -> false;
            case CHUNK -> place(event);
            case DONE -> {
                doneEvent.add(event);
                yield false;
            }
        };
    }

    /** Lets the chunk pass or keeps it, by what it has. */
    private boolean place(Event event) throws BrokenAnswer {
        if (reading.chunk.usageAt >= 0 && reading.chunk.hasNoChoices(event.data())) {
            usageEvent.clear();
            if (includeUsage) {
                keep(usageEvent, event);
            }
            return false;
        }
        if (reading.isFinished()) {
            keep(end, event);
            return false;
        }
        if (contentSent) {
            return true;
        }
        if (!reading.chunk.hasContent) {
            beginning.add(event);
            return false;
        }
        contentSent = true;
        beginning.send(reader);
        return true;
    }

    private void keep(KeptBack kept, Event event) throws BrokenAnswer {
        if (reading.chunkTellsUsage()) {
            kept.addWithUsage(event, reading.chunk.usageAt, reading.usageTo());
        } else {
            kept.add(event);
        }
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
        contentSent = true;
        beginning.send(sink);
        if (usageEvent.isEmpty()) {
            end.send(costNanos, sink);
        } else {
            end.send(sink);
            usageEvent.send(costNanos, sink);
        }
        if (doneEvent.isEmpty()) {
            sink.emit(DONE, 0, DONE.length);
        } else {
            doneEvent.send(sink);
        }
    }

    @Override
    public void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(Format.OPENAI_CHAT, code, message);
        sink.emit(error, 0, error.length);
    }
}
