package ai.ominigate.gateway.limit;

/**
 * Limits per minute by the generic cell rate algorithm, in integers. A limit is a bucket that is full at rest, refills
 * evenly within a minute and is described by one number: the moment it will be full again. Using something moves that
 * moment away; a call fits as long as it does not move further than a minute ahead.
 */
final class Minute {
    /** Nanoseconds. */
    static final long LENGTH = 60_000_000_000L;

    private static final long MICROS = 60_000_000L;

    private Minute() {}

    /** How many nanoseconds of refilling {@code amount} takes at {@code limit} a minute; {@code amount <= 2 * limit}. */
    static long share(long amount, long limit) {
        long micros = amount * MICROS;
        return micros / limit * 1_000 + micros % limit * 1_000 / limit;
    }

    /** How many nanoseconds are missing to a full bucket. */
    static long missing(long fullAt, long now) {
        return Math.max(0, fullAt - now);
    }

    /** How much of {@code limit} is left when {@code missing} nanoseconds are missing to a full bucket. */
    static long remaining(long missing, long limit) {
        if (missing >= LENGTH) {
            return 0;
        }
        // Shares are rounded down, so what is free is rounded up again.
        return Math.min(limit, Math.ceilDiv(LENGTH - missing, 1_000L) * limit / MICROS);
    }
}
