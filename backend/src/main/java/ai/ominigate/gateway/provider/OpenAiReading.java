package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream.BrokenAnswer;
import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.JsonScan;
import org.jspecify.annotations.Nullable;

/** What an upstream of OpenAI's dialect has said in its stream so far, whoever it is told to. */
final class OpenAiReading {

    /** What an event was. */
    enum Kind {
        /** A comment: nothing was said. */
        COMMENT,
        /** Nothing that goes on: an error, or something behind the end. */
        NOTHING,
        /** A chunk of the answer, as {@link #chunk} tells. */
        CHUNK,
        /** The end. */
        DONE
    }

    /** The last chunk. */
    final OpenAiChunk chunk = new OpenAiChunk();

    private final int choices;
    private int finishes;
    private boolean filtered;
    private boolean done;
    private boolean ended;
    private boolean chunkTellsUsage;
    private int usageTo;
    private long contentBytes;

    @Nullable
    private TokenCounts usage;

    @Nullable
    private String id;

    @Nullable
    private String upstreamError;

    OpenAiReading(int choices) {
        this.choices = choices;
    }

    Kind read(Event event) throws BrokenAnswer {
        if (!event.hasData()) {
            return Kind.COMMENT;
        }
        if (done || upstreamError != null) {
            return Kind.NOTHING;
        }
        if (event.dataIs("[DONE]")) {
            done = true;
            return Kind.DONE;
        }
        byte[] data = event.data();
        if (!chunk.read(data, event.dataFrom(), event.dataTo())) {
            throw new BrokenAnswer("the upstream sent an event that is not a JSON object");
        }
        if (chunk.errorAt >= 0 || event.isNamed("error")) {
            int at = chunk.errorAt >= 0 ? chunk.errorAt : event.dataFrom();
            upstreamError = ProviderErrors.code(data, at, event.dataTo());
            return Kind.NOTHING;
        }
        if (chunk.choicesAt >= 0 && data[chunk.choicesAt] != '[' && data[chunk.choicesAt] != 'n') {
            throw new BrokenAnswer("the upstream sent choices that are not an array");
        }
        readUsage(event);
        if (id == null && chunk.idAt >= 0) {
            id = JsonScan.name(data, chunk.idAt, event.dataTo());
        }
        contentBytes += chunk.contentBytes();
        finishes += chunk.finishes;
        filtered |= chunk.filtered;
        return Kind.CHUNK;
    }

    private void readUsage(Event event) throws BrokenAnswer {
        chunkTellsUsage = false;
        if (chunk.usageAt < 0) {
            return;
        }
        if (event.data()[chunk.usageAt] != '{') {
            throw new BrokenAnswer("the upstream sent a usage that is not an object");
        }
        usageTo = JsonScan.valueEnd(event.data(), chunk.usageAt, event.dataTo());
        TokenCounts told = OpenAiUsage.read(event.data(), chunk.usageAt, usageTo, false);
        if (told != null) {
            chunkTellsUsage = true;
            usage = told;
        }
    }

    /** The upstream closed its stream in good order. */
    void end() {
        ended = true;
    }

    /** Whether the last chunk tells usage that can be believed, at {@code chunk.usageAt} to {@link #usageTo}. */
    boolean chunkTellsUsage() {
        return chunkTellsUsage;
    }

    int usageTo() {
        return usageTo;
    }

    /** Whether every choice has had its finish reason. */
    boolean isFinished() {
        return finishes >= choices;
    }

    /** Whether a choice ended because of its content; null if none did. */
    @Nullable
    ContentRefusal refused() {
        return filtered ? ContentRefusal.CONTENT_FILTER : null;
    }

    boolean complete() {
        return upstreamError == null && (done || (ended && isFinished()));
    }

    @Nullable
    String upstreamError() {
        return upstreamError;
    }

    @Nullable
    TokenCounts usage() {
        return usage;
    }

    long estimatedOutput() {
        return Estimate.tokens(contentBytes);
    }

    @Nullable
    String id() {
        return id;
    }
}
