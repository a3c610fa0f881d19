package ai.ominigate.gateway.wire;

import ai.ominigate.catalog.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * Follows one streamed answer from the upstream's bytes to the caller's. Works incrementally over any chunk boundary,
 * in bounded memory, on one thread. Whole events leave as soon as they are whole, with two exceptions: those ahead of
 * the first content wait for it, so that another upstream may still be tried; and the ones that end the answer are kept
 * back until {@link #release}, so that the caller cannot have a whole answer before its bill is durable.
 */
public interface AnswerStream {

    /** Where the caller's bytes go. */
    interface Sink {

        /** These bytes of the chunk being read go to the caller as they are. */
        void pass(int from, int to);

        /** These bytes go to the caller; they are the sink's to copy before it returns. */
        void emit(byte[] bytes, int from, int to);
    }

    /** Reads the next bytes of the upstream's body. */
    void chunk(byte[] bytes, int length, Sink sink) throws BrokenAnswer;

    /** The upstream's body ended: an event that lacks its blank line counts as whole. */
    void finish(Sink sink) throws BrokenAnswer;

    /** Whether the answer's own end was seen ({@code [DONE]}, {@code message_stop}, or a finish reason before a clean end). */
    boolean complete();

    /** For what content the upstream ended the answer, or gave none; null if it did not. */
    @Nullable
    ContentRefusal refused();

    /** Whether a byte of content has left for the caller, after which no other upstream may be tried. */
    boolean contentSent();

    /**
     * The code of an error that the upstream told inside its stream, a short word such as {@code overloaded_error}, or
     * null. The event that told it does not go to the caller: {@link #fail} tells one of the gateway's own.
     */
    @Nullable
    String upstreamError();

    /** What the upstream reported it used, or null if it reported nothing; the last report counts, sums are never made. */
    @Nullable
    TokenCounts usage();

    /** Tokens that the answer so far is thought to have, from the bytes of its content. */
    long estimatedOutput();

    /** Prompt tokens that the upstream told ahead of its usage (Anthropic's {@code message_start}); null if it did not. */
    @Nullable
    TokenCounts promptUsage();

    /** The id of the answer, or null while it has none. */
    @Nullable
    String answerId();

    /** Lets the kept-back end of the answer go, with the cost in its usage object where there is one. */
    void release(long costNanos, Sink sink);

    /**
     * Ends the stream with an error event in the caller's dialect, in place of whatever is kept back.
     *
     * @param code one of the gateway's codes, as {@link ErrorBody} knows them
     */
    void fail(String code, String message, Sink sink);

    /** The upstream sent what its dialect does not allow; the message says what, never quotes it. */
    final class BrokenAnswer extends Exception {
        private static final long serialVersionUID = 1L;

        public BrokenAnswer(String message) {
            super(message, null, false, false);
        }
    }
}
