package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import java.time.Instant;
import java.util.UUID;

/**
 * One stored call: everything that is kept of it.
 *
 * @param id the event id, a UUIDv7
 * @param time when the call was admitted
 * @param account who paid
 * @param key the API key it came with
 * @param model the name the customer used
 * @param provider who served it
 * @param tokens what it used
 * @param estimated whether {@code tokens} are our estimate
 * @param latencyMicros from its arrival to the end of its answer
 * @param firstByteMicros from its arrival to the first byte of the answer; 0 if there was none
 * @param httpStatus what the client was told; 0 if this node died before it told anything
 * @param end how it ended
 * @param priceVersion the price it was billed by
 * @param costNanos what the customer paid
 */
public record UsageRecord(
        UUID id,
        Instant time,
        UUID account,
        UUID key,
        String model,
        String provider,
        TokenCounts tokens,
        boolean estimated,
        long latencyMicros,
        long firstByteMicros,
        int httpStatus,
        EndReason end,
        long priceVersion,
        long costNanos) {}
