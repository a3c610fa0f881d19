package ai.ominigate.abuse.decision;

import org.jspecify.annotations.Nullable;

/**
 * What a throttled one may do. At least one of both is given.
 *
 * @param requestsPerSecond calls; null for no such limit
 * @param nanosPerHour nano-dollars; null for no such limit
 */
public record Throttle(
        @Nullable Double requestsPerSecond, @Nullable Long nanosPerHour) {
    private static final double MOST_REQUESTS = 1_000_000;

    /** The part of it that each of so many nodes lets through: where there are two, half of it. */
    public Throttle shareOf(int nodes) {
        return nodes <= 1
                ? this
                : new Throttle(
                        requestsPerSecond == null ? null : requestsPerSecond / nodes,
                        nanosPerHour == null ? null : Math.max(1, nanosPerHour / nodes));
    }

    public Throttle {
        if (requestsPerSecond == null && nanosPerHour == null) {
            throw new IllegalArgumentException(
                    "A throttle says what stays possible: 'requestsPerSecond', 'dollarsPerHour' or both.");
        }
        if (requestsPerSecond != null && !(requestsPerSecond > 0 && requestsPerSecond <= MOST_REQUESTS)) {
            throw new IllegalArgumentException("The field 'requestsPerSecond' is more than 0.");
        }
        if (nanosPerHour != null && nanosPerHour <= 0) {
            throw new IllegalArgumentException("The field 'dollarsPerHour' is more than 0.");
        }
    }
}
