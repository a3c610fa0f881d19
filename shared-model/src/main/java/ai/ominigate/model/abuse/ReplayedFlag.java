package ai.ominigate.model.abuse;

import java.time.Instant;

/**
 * A flag that a rule would have raised.
 *
 * @param entity whom it would have been about, an address masked
 * @param observed the most that was measured
 * @param points what it would have added
 * @param firstSeen when it began
 * @param lastSeen when it was seen last
 */
public record ReplayedFlag(String entity, double observed, int points, Instant firstSeen, Instant lastSeen) {}
