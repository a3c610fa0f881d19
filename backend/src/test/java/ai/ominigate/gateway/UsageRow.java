package ai.ominigate.gateway;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;

/** A row of usage as it is stored. */
record UsageRow(
        java.util.UUID id,
        String model,
        String provider,
        TokenCounts tokens,
        boolean estimated,
        EndReason end,
        int httpStatus,
        long costNanos) {}
