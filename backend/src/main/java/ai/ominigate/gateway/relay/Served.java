package ai.ominigate.gateway.relay;

import ai.ominigate.gateway.wire.ContentRefusal;
import ai.ominigate.metering.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * What operators learn of a call that an upstream was called for.
 *
 * @param refused for what content the upstream did not answer, or not to the end; null if it did not say so
 * @param overheadNanos what the gateway itself took, before the upstream was called and after it had answered
 */
record Served(
        Wish wish,
        String provider,
        String upstreamModel,
        EndReason end,
        Bill bill,
        @Nullable ContentRefusal refused,
        long overheadNanos,
        int attempts) {}
