package ai.ominigate.gateway;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.time.Instant;
import java.util.UUID;

/** A row of usage as it is stored. */
record UsageRow(
        UUID id,
        String model,
        String provider,
        TokenCounts tokens,
        boolean estimated,
        EndReason end,
        int httpStatus,
        long costNanos,
        UUID keyId,
        int calls,
        long latencyMicros,
        long firstByteMicros,
        long priceVersion,
        Instant occurredAt) {}
