package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.AnswerStream;
import ai.ominigate.gateway.wire.ErrorBody;
import ai.ominigate.gateway.wire.Event;
import ai.ominigate.gateway.wire.EventReader;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.JsonScan;
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
    private final int choices;
    private final EventReader reader = new EventReader(this);
    private final OpenAiChunk chunk = new OpenAiChunk();
    private final KeptBack beginning = new KeptBack();
    private final KeptBack end = new KeptBack();
    private final KeptBack usageEvent = new KeptBack();
    private final KeptBack doneEvent = new KeptBack();

    private int finishes;
    private boolean done;
    private boolean ended;
    private boolean contentSent;
    private long contentBytes;

    @Nullable
    private TokenCounts usage;

    @Nullable
    private String id;

    @Nullable
    private String upstreamError;

    OpenAiStream(RequestPeek peek) {
        includeUsage = peek.includeUsage();
        choices = peek.choices();
    }

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
        if (done || upstreamError != null) {
            return false;
        }
        if (event.dataIs("[DONE]")) {
            done = true;
            doneEvent.add(event);
            return false;
        }
        byte[] data = event.data();
        if (!chunk.read(data, event.dataFrom(), event.dataTo())) {
            throw new BrokenAnswer("the upstream sent an event that is not a JSON object");
        }
        if (chunk.errorAt >= 0 || event.isNamed("error")) {
            int at = chunk.errorAt >= 0 ? chunk.errorAt : event.dataFrom();
            upstreamError = ProviderErrors.code(data, at, event.dataTo());
            return false;
        }
        checkShape(data);
        if (id == null && chunk.idAt >= 0) {
            id = JsonScan.name(data, chunk.idAt, event.dataTo());
        }
        contentBytes += chunk.contentBytes();
        return place(event);
    }

    private void checkShape(byte[] data) throws BrokenAnswer {
        if (chunk.choicesAt >= 0 && data[chunk.choicesAt] != '[' && data[chunk.choicesAt] != 'n') {
            throw new BrokenAnswer("the upstream sent choices that are not an array");
        }
        if (chunk.usageAt >= 0 && data[chunk.usageAt] != '{') {
            throw new BrokenAnswer("the upstream sent a usage that is not an object");
        }
    }

    /** Sends the event on or keeps it, by what it has. */
    private boolean place(Event event) throws BrokenAnswer {
        finishes += chunk.finishes;
        int usageTo = chunk.usageAt < 0 ? -1 : JsonScan.valueEnd(event.data(), chunk.usageAt, event.dataTo());
        TokenCounts told = chunk.usageAt < 0 ? null : OpenAiUsage.read(event.data(), chunk.usageAt, usageTo, false);
        if (told != null) {
            usage = told;
        }
        if (chunk.usageAt >= 0 && chunk.hasNoChoices(event.data())) {
            usageEvent.clear();
            if (includeUsage) {
                keep(usageEvent, event, told != null, usageTo);
            }
            return false;
        }
        if (finishes >= choices) {
            keep(end, event, told != null, usageTo);
            return false;
        }
        if (contentSent) {
            return true;
        }
        if (!chunk.hasContent) {
            beginning.add(event);
            return false;
        }
        contentSent = true;
        beginning.send(reader);
        return true;
    }

    private void keep(KeptBack kept, Event event, boolean hasUsage, int usageTo) throws BrokenAnswer {
        if (hasUsage) {
            kept.addWithUsage(event, chunk.usageAt, usageTo);
        } else {
            kept.add(event);
        }
    }

    @Override
    public boolean complete() {
        return upstreamError == null && (done || ended && finishes >= choices);
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
        return usage;
    }

    @Override
    public long estimatedOutput() {
        return Estimate.tokens(contentBytes);
    }

    @Override
    @Nullable
    public TokenCounts promptUsage() {
        return null;
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
