package ai.ominigate.gateway.limit;

/**
 * What a key has used of its limits at one moment. Immutable, so that one compare-and-set takes a call in or leaves
 * everything as it was. Times are those of {@link System#nanoTime()}.
 *
 * @param requestsFullAt when all requests of a minute are free again
 * @param tokensFullAt when all tokens of a minute are free again
 * @param tokensLastFull when a call last found all tokens free; what was used before that is forgotten
 * @param calls how many are under way
 * @param heldNanos what the calls under way may cost together
 */
record KeyUse(long requestsFullAt, long tokensFullAt, long tokensLastFull, int calls, long heldNanos) {

    /** The last state of a key that was idle and has been dropped: nobody counts on it any more. */
    static final KeyUse DROPPED = new KeyUse(0, 0, 0, 0, 0);

    static KeyUse fresh(long now) {
        return new KeyUse(now, now, now, 0, 0);
    }

    /** Whether this says no more than {@link #fresh}. */
    boolean idle(long now) {
        return calls == 0 && heldNanos == 0 && requestsFullAt - now <= 0 && tokensFullAt - now <= 0;
    }

    /** With one more call, that takes these shares of a minute. */
    KeyUse taken(long now, long requestShare, long tokenShare, long nanos) {
        boolean full = tokensFullAt - now <= 0;
        return new KeyUse(
                later(requestsFullAt, now, requestShare),
                later(tokensFullAt, now, tokenShare),
                full ? now : tokensLastFull,
                calls + 1,
                heldNanos + nanos);
    }

    /** With a call that may cost this much more than was thought. */
    KeyUse grown(long nanos) {
        return new KeyUse(requestsFullAt, tokensFullAt, tokensLastFull, calls, heldNanos + nanos);
    }

    /** Without a call that turned out to use {@code usedShare} of the {@code tokenShare} it took at {@code takenAt}. */
    KeyUse finished(long now, long takenAt, long tokenShare, long usedShare, long nanos) {
        return new KeyUse(
                requestsFullAt,
                settled(now, takenAt, tokenShare, usedShare),
                tokensLastFull,
                calls - 1,
                heldNanos - nanos);
    }

    /** As if a call had never been taken in. */
    KeyUse undone(long now, long takenAt, long requestShare, long tokenShare, long nanos) {
        KeyUse without = finished(now, takenAt, tokenShare, 0, nanos);
        return new KeyUse(
                requestsFullAt - requestShare, without.tokensFullAt, tokensLastFull, without.calls, without.heldNanos);
    }

    private long settled(long now, long takenAt, long tokenShare, long usedShare) {
        if (usedShare > tokenShare) {
            return later(tokensFullAt, now, usedShare - tokenShare);
        }
        boolean forgotten = tokensLastFull - takenAt > 0;
        return forgotten ? tokensFullAt : tokensFullAt - (tokenShare - usedShare);
    }

    private static long later(long fullAt, long now, long share) {
        return share == 0 ? fullAt : now + Minute.missing(fullAt, now) + share;
    }
}
