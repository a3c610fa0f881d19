package ai.ominigate.gateway.limit;

import java.time.Duration;
import java.util.function.BiConsumer;

/** Whether a call may be made, and where the key stands. */
public sealed interface Admission {

    /** Where this key stands against its limits per minute, for the {@code x-ratelimit-*} headers. */
    Standing standing();

    /** The call may be made. Close the permit when the call is over. */
    record Granted(Permit permit, Standing standing) implements Admission {}

    /**
     * The call may not be made now: too many requests, tokens or calls at once. A case for 429.
     *
     * @param message which limit, how large, and when to come back: a sentence for the developer who reads it
     * @param retryAfter when it makes sense to try again; rounded up to whole seconds in {@code retry-after}
     */
    record Denied(String message, Duration retryAfter, Standing standing) implements Admission {}

    /**
     * The key has spent, or its calls under way may spend, what it is allowed to. A case for 402, which clients do not
     * try again by themselves.
     *
     * @param message which limit, how large, and what would fit: a sentence for the developer who reads it
     * @param availableNanos what a call may cost at most to be let through now, in nano-dollars; never below 0
     */
    record OverSpendingLimit(String message, long availableNanos, Standing standing) implements Admission {}

    /** A call that counts against its key's limits until it is over. */
    interface Permit {

        /**
         * The call may cost more than was thought. Not after {@link #close}, and from one thread at a time.
         *
         * @param nanos how much more, in nano-dollars
         * @return whether the key's spending limits allow it; if not, nothing has changed
         */
        boolean grow(long nanos);

        /**
         * The call is over: frees its place, gives back what it did not use and takes what it used beyond. Later calls
         * do nothing.
         *
         * @param tokensUsed prompt and answer together
         * @param nanosSpent what the call cost, in nano-dollars. {@code KeySpend} should know of it by now: from here
         *     on it counts there and no more here
         */
        void close(long tokensUsed, long nanosSpent);

        /** This permit and another one for the same call, as one. */
        default Permit and(Permit other) {
            Permit first = this;
            return new Permit() {
                @Override
                public boolean grow(long nanos) {
                    return first.grow(nanos) && other.grow(nanos);
                }

                @Override
                public void close(long tokensUsed, long nanosSpent) {
                    first.close(tokensUsed, nanosSpent);
                    other.close(tokensUsed, nanosSpent);
                }
            };
        }
    }

    /**
     * Where a key stands against its limits per minute; -1 for a limit it does not have.
     *
     * @param requestsReset how long until the full number of requests is free again
     * @param tokensReset how long until the full number of tokens is free again
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

        /**
         * Hands over name and value of each {@code x-ratelimit-*} header, as OpenAI spells them; none for a limit the
         * key does not have.
         */
        public void headers(BiConsumer<? super String, ? super String> target) {
            if (requestsLimit >= 0) {
                target.accept("x-ratelimit-limit-requests", Long.toString(requestsLimit));
                target.accept("x-ratelimit-remaining-requests", Long.toString(requestsRemaining));
                target.accept("x-ratelimit-reset-requests", GoDuration.format(requestsReset));
            }
            if (tokensLimit >= 0) {
                target.accept("x-ratelimit-limit-tokens", Long.toString(tokensLimit));
                target.accept("x-ratelimit-remaining-tokens", Long.toString(tokensRemaining));
                target.accept("x-ratelimit-reset-tokens", GoDuration.format(tokensReset));
            }
        }
    }
}
