package ai.ominigate.gateway.limit;

import java.time.Duration;

/** Whether a call may be made, and where the key stands. */
public sealed interface Admission {

    /** The tightest rate limits of this key for the {@code x-ratelimit-*} headers. */
    Standing standing();

    /** The call may be made. Close the permit exactly once, when the call is over. */
    record Granted(Permit permit, Standing standing) implements Admission {}

    /**
     * The call may not be made.
     *
     * @param message which limit, how large, and when to come back: a sentence for the developer who reads it
     * @param retryAfter when it makes sense to try again; rounded up to whole seconds in {@code retry-after}
     */
    record Denied(String message, Duration retryAfter, Standing standing) implements Admission {}

    /** A call that counts against its key's limits until it is over. */
    interface Permit {

        /** The call is over: frees its place and what it did not use of its tokens and its spending. Later calls do nothing. */
        void close(long tokensUsed, long nanosSpent);
    }

    /**
     * Where a key stands against its limits per minute; -1 for a limit it does not have.
     *
     * @param requestsReset how long until the full number of requests is free again
     */
    record Standing(
            long requestsLimit,
            long requestsRemaining,
            Duration requestsReset,
            long tokensLimit,
            long tokensRemaining,
            Duration tokensReset) {

        /** A key without limits per minute. */
        public static final Standing UNLIMITED = new Standing(-1, -1, Duration.ZERO, -1, -1, Duration.ZERO);
    }
}
