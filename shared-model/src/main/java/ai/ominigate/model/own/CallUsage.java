package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import java.time.Instant;

/**
 * One call: all that is kept of it.
 *
 * @param id names it, as the answer did
 * @param at when it came
 * @param key the key's id
 * @param model as it named it
 * @param provider who served it
 * @param tokens of it
 * @param estimated whether they are our estimate, as the provider did not tell
 * @param latencyMicros microseconds from its arrival to the end of its answer
 * @param firstByteMicros microseconds to the first byte of it; 0 if there was none
 * @param httpStatus what it was answered; 0 if nothing
 * @param end how it ended
 * @param priceVersion the price that it was billed by
 * @param cost of it, exact
 */
public record CallUsage(
        String id,
        Instant at,
        String key,
        String model,
        String provider,
        UsedTokens tokens,
        boolean estimated,
        long latencyMicros,
        long firstByteMicros,
        int httpStatus,
        String end,
        long priceVersion,
        Usd cost) {}
