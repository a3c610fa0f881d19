package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.JsonScan;
import org.jspecify.annotations.Nullable;

/** What an upstream of Anthropic's dialect has said in its stream so far, whoever it is told to. */
final class AnthropicReading {

    /** What an event was. */
    enum Kind {
        /** A comment: nothing was said. */
        COMMENT,
        /** Nothing that goes on: an error, a start that is repeated, or something behind the end. */
        NOTHING,
        /** An event of the answer, as {@link #parts} tells. */
        EVENT
    }

    /** The last event. */
    final AnthropicEvent parts = new AnthropicEvent();

    private final AnthropicUsage usage = new AnthropicUsage();
    private boolean started;
    private boolean stopping;

    @Nullable
    private ContentRefusal refused;

    private boolean stopped;
    private boolean ended;
    private int usageTo;
    private long contentBytes;

    @Nullable
    private String id;

    @Nullable
    private String upstreamError;

    Kind read(Event event) throws BrokenAnswer {
        if (!event.hasData()) {
            return Kind.COMMENT;
        }
        if (stopped || upstreamError != null) {
            return Kind.NOTHING;
        }
        byte[] data = event.data();
        if (!parts.read(data, event.dataFrom(), event.dataTo())) {
            throw new BrokenAnswer("the upstream sent an event that is not a JSON object");
        }
        if (parts.usageAt >= 0) {
            if (data[parts.usageAt] != '{') {
                throw new BrokenAnswer("the upstream sent a usage that is not an object");
            }
            usageTo = JsonScan.valueEnd(data, parts.usageAt, event.dataTo());
        }
        contentBytes += parts.contentBytes();
        return switch (parts.type) {
            case MESSAGE_START -> start(event);
            case MESSAGE_DELTA -> {
                if (parts.usageAt >= 0) {
                    usage.report(data, parts.usageAt, usageTo);
                }
                stopping |= parts.stops;
                refused = parts.refused() == null ? refused : parts.refused();
                yield Kind.EVENT;
            }
            case MESSAGE_STOP -> {
                stopped = true;
                yield Kind.EVENT;
            }
            case ERROR -> {
                int at = parts.errorAt >= 0 ? parts.errorAt : event.dataFrom();
                upstreamError = ProviderErrors.code(data, at, event.dataTo());
                yield Kind.NOTHING;
            }
            case BLOCK_START, BLOCK_DELTA, BLOCK_STOP, PING, MESSAGE, OTHER -> Kind.EVENT;
        };
    }

    /** A message that starts twice is a provider's stutter; another one inside of it is somebody else's answer. */
    private Kind start(Event event) throws BrokenAnswer {
        String startedId = parts.idAt < 0 ? null : JsonScan.name(event.data(), parts.idAt, event.dataTo());
        if (started) {
            if (startedId != null && !startedId.equals(id)) {
                throw new BrokenAnswer("the upstream began another message inside of this one");
            }
            return Kind.NOTHING;
        }
        started = true;
        id = startedId;
        if (parts.usageAt >= 0) {
            usage.report(event.data(), parts.usageAt, usageTo);
            usage.forgetOutput();
        }
        return Kind.EVENT;
    }

    /** The upstream closed its stream in good order. */
    void end() {
        ended = true;
    }

    /** Where the last event's usage object, which begins at {@code parts.usageAt}, ends. */
    int usageTo() {
        return usageTo;
    }

    boolean isStarted() {
        return started;
    }

    /** Whether the reason to stop was told. */
    boolean isStopping() {
        return stopping;
    }

    /** For what content it stopped; null if it did not stop for that. */
    @Nullable
    ContentRefusal refused() {
        return refused;
    }

    boolean isStopped() {
        return stopped;
    }

    boolean complete() {
        return upstreamError == null && (stopped || (ended && stopping));
    }

    @Nullable
    String upstreamError() {
        return upstreamError;
    }

    @Nullable
    TokenCounts usage() {
        return usage.counts();
    }

    @Nullable
    TokenCounts promptUsage() {
        return usage.promptCounts();
    }

    long estimatedOutput() {
        return Estimate.tokens(contentBytes);
    }

    @Nullable
    String id() {
        return id;
    }
}
