package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message's stream on its way to a caller that speaks the same. Events go on byte for byte. Kept back are those from
 * the {@code message_delta} with the stop reason on.
 */
final class AnthropicStream implements AnswerStream, EventReader.Handler {
    static final byte[] STOP = """
            event: message_stop
            data: {"type":"message_stop"}

            """.getBytes(StandardCharsets.UTF_8);

    private final EventReader reader = new EventReader(this);
    private final AnthropicReading reading = new AnthropicReading();
    private final KeptBack beginning = new KeptBack();
    private final KeptBack end = new KeptBack();

    private boolean contentSent;

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
            case EVENT -> place(event);
        };
    }

    /** Lets the event pass or keeps it, by what it has. */
    private boolean place(Event event) throws BrokenAnswer {
        AnthropicEvent parts = reading.parts;
        if (reading.isStopping() || reading.isStopped()) {
            if (parts.type == AnthropicEvent.Type.MESSAGE_DELTA && parts.usageAt >= 0 && reading.usage() != null) {
                end.addWithUsage(event, parts.usageAt, reading.usageTo());
            } else {
                end.add(event);
            }
            return false;
        }
        if (contentSent) {
            return true;
        }
        if (parts.type != AnthropicEvent.Type.BLOCK_DELTA && parts.type != AnthropicEvent.Type.BLOCK_STOP) {
            beginning.add(event);
            return false;
        }
        contentSent = true;
        beginning.send(reader);
        return true;
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
        return reading.promptUsage();
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
        end.send(costNanos, sink);
        if (!reading.isStopped()) {
            sink.emit(STOP, 0, STOP.length);
        }
    }

    @Override
    public void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(Format.ANTHROPIC_MESSAGES, code, message);
        sink.emit(error, 0, error.length);
    }
}
