package ai.ominigate.gateway.observe;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What operators learn of one call when it is over.
 *
 * @param operation the OpenTelemetry name of the operation: {@code chat} or {@code embeddings}
 * @param model the name the customer used, or null for a call that was refused before it was known
 * @param provider who served it, or null if no upstream was called
 * @param upstreamModel what that provider calls the model
 * @param end how it ended, or null if it was refused before an upstream was called
 * @param refusal the error code it was refused with, or null
 * @param totalNanos from the call's first byte to the last of its answer
 * @param firstByteNanos from the call's first byte to the first of its answer; 0 if there was none
 * @param overheadNanos of the total, what was not spent waiting for the upstream or the caller
 * @param attempts how many upstreams were called
 */
public record CallReport(
        String requestId,
        Instant startedAt,
        String operation,
        @Nullable String model,
        @Nullable String provider,
        @Nullable String upstreamModel,
        boolean stream,
        int httpStatus,
        @Nullable EndReason end,
        @Nullable String refusal,
        TokenCounts tokens,
        long costNanos,
        long totalNanos,
        long firstByteNanos,
        long overheadNanos,
        int attempts) {}
