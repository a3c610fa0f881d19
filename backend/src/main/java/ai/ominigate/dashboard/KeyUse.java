package ai.ominigate.dashboard;

import java.time.Instant;

/**
 * What a key did, as far back as we look.
 *
 * @param lastHour the hour in which its last call began
 */
public record KeyUse(long calls, long costNanos, Instant lastHour) {

    /** Both together. */
    KeyUse plus(KeyUse other) {
        return new KeyUse(
                calls + other.calls,
                costNanos + other.costNanos,
                lastHour.isAfter(other.lastHour) ? lastHour : other.lastHour);
    }
}
