package ai.ominigate.gateway.observe;

import org.jspecify.annotations.Nullable;

/** The trace of one call, if anybody collects traces. Holds no byte of a body, no key and no address. */
public sealed interface CallTrace permits TracedCall, UntracedCall {

    /**
     * An upstream is about to be called. End the attempt before the call.
     *
     * @param operation the OpenTelemetry name of the operation: {@code chat} or {@code embeddings}
     * @param provider who is called
     * @param upstreamModel what that provider calls the model
     */
    Attempt attempt(String operation, String provider, String upstreamModel);

    /** The call is over. Call once. */
    void ended(CallReport report);

    /** One request to one upstream. */
    sealed interface Attempt permits TracedCall.TracedAttempt, UntracedCall.UntracedAttempt {

        /** The {@code traceparent} header for the upstream (W3C Trace Context), or null for none. */
        @Nullable
        String traceparent();

        /**
         * The upstream has answered or failed. Call once.
         *
         * @param httpStatus what the upstream said; 0 if nothing
         * @param failure why it failed, as a short fixed code such as {@code timeout}, or null if it did not
         */
        void ended(int httpStatus, @Nullable String failure);
    }
}
