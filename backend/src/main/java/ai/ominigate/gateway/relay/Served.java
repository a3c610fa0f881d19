package ai.ominigate.gateway.relay;

import ai.ominigate.metering.EndReason;

/**
 * What operators learn of a call that an upstream was called for.
 *
 * @param filtered whether the upstream said that it did not answer, or not to the end, because of the content
 * @param overheadNanos what the gateway itself took, before the upstream was called and after it had answered
 */
record Served(
        Wish wish,
        String provider,
        String upstreamModel,
        EndReason end,
        Bill bill,
        boolean filtered,
        long overheadNanos,
        int attempts) {}
