package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.JsonScan;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A message's stream on its way to a caller that speaks the same. Events go on byte for byte. Kept back are those from
 * the {@code message_delta} with the stop reason on.
 */
final class AnthropicStream implements AnswerStream, EventReader.Handler {
    private static final byte[] STOP = """
            event: message_stop
            data: {"type":"message_stop"}

            """.getBytes(StandardCharsets.UTF_8);

    private final EventReader reader = new EventReader(this);
    private final AnthropicEvent parts = new AnthropicEvent();
    private final AnthropicUsage usage = new AnthropicUsage();
    private final KeptBack beginning = new KeptBack();
    private final KeptBack end = new KeptBack();

    private boolean started;
    private boolean stopping;
    private boolean stopped;
    private boolean ended;
    private boolean contentSent;
    private long contentBytes;

    @Nullable
    private String id;

    @Nullable
    private String upstreamError;

    @Override
    public void chunk(byte[] bytes, int length, Sink sink) throws BrokenAnswer {
        reader.chunk(bytes, length, sink);
    }

    @Override
    public void finish(Sink sink) throws BrokenAnswer {
        reader.finish(sink);
        ended = true;
    }

    @Override
    public boolean event(Event event) throws BrokenAnswer {
        if (!event.hasData()) {
            return true;
        }
        if (stopped || upstreamError != null) {
            return false;
        }
        byte[] data = event.data();
        if (!parts.read(data, event.dataFrom(), event.dataTo())) {
            throw new BrokenAnswer("the upstream sent an event that is not a JSON object");
        }
        if (parts.usageAt >= 0 && data[parts.usageAt] != '{') {
            throw new BrokenAnswer("the upstream sent a usage that is not an object");
        }
        contentBytes += parts.contentBytes();
        return switch (parts.type) {
            case MESSAGE_START -> start(event);
            case MESSAGE_DELTA -> delta(event);
            case MESSAGE_STOP -> {
                stopped = true;
                end.add(event);
                yield false;
            }
            case BLOCK_DELTA, BLOCK_STOP -> content(event);
            case ERROR -> {
                int at = parts.errorAt >= 0 ? parts.errorAt : event.dataFrom();
                upstreamError = ProviderErrors.code(data, at, event.dataTo());
                yield false;
            }
            case BLOCK_START, PING, MESSAGE, OTHER -> other(event);
        };
    }

    /** A message that starts twice is a provider's stutter; another one inside of it is somebody else's answer. */
    private boolean start(Event event) throws BrokenAnswer {
        String startedId = parts.idAt < 0 ? null : JsonScan.name(event.data(), parts.idAt, event.dataTo());
        if (started) {
            if (startedId != null && !startedId.equals(id)) {
                throw new BrokenAnswer("the upstream began another message inside of this one");
            }
            return false;
        }
        started = true;
        id = startedId;
        if (parts.usageAt >= 0) {
            usage.report(event.data(), parts.usageAt, usageEnd(event));
            usage.forgetOutput();
        }
        return other(event);
    }

    private int usageEnd(Event event) {
        return JsonScan.valueEnd(event.data(), parts.usageAt, event.dataTo());
    }

    private boolean delta(Event event) throws BrokenAnswer {
        if (parts.usageAt >= 0) {
            usage.report(event.data(), parts.usageAt, usageEnd(event));
        }
        if (!parts.stops && !stopping) {
            return other(event);
        }
        stopping = true;
        if (parts.usageAt >= 0 && usage.counts() != null) {
            end.addWithUsage(event, parts.usageAt, usageEnd(event));
        } else {
            end.add(event);
        }
        return false;
    }

    private boolean content(Event event) throws BrokenAnswer {
        if (stopping) {
            end.add(event);
            return false;
        }
        if (!contentSent) {
            contentSent = true;
            beginning.send(reader);
        }
        return true;
    }

    private boolean other(Event event) throws BrokenAnswer {
        if (stopping) {
            end.add(event);
            return false;
        }
        if (!contentSent) {
            beginning.add(event);
            return false;
        }
        return true;
    }

    @Override
    public boolean complete() {
        return upstreamError == null && (stopped || ended && stopping);
    }

    @Override
    public boolean contentSent() {
        return contentSent;
    }

    @Override
    @Nullable
    public String upstreamError() {
        return upstreamError;
    }

    @Override
    @Nullable
    public TokenCounts usage() {
        return usage.counts();
    }

    @Override
    public long estimatedOutput() {
        return Estimate.tokens(contentBytes);
    }

    @Override
    @Nullable
    public TokenCounts promptUsage() {
        return usage.promptCounts();
    }

    @Override
    @Nullable
    public String answerId() {
        return id;
    }

    @Override
    public void release(long costNanos, Sink sink) {
        contentSent = true;
        beginning.send(sink);
        end.send(costNanos, sink);
        if (!stopped) {
            sink.emit(STOP, 0, STOP.length);
        }
    }

    @Override
    public void fail(String code, String message, Sink sink) {
        byte[] error = ErrorBody.event(Format.ANTHROPIC_MESSAGES, code, message);
        sink.emit(error, 0, error.length);
    }
}
