package ai.ominigate.privacy.policy;

import ai.ominigate.model.policy.PolicyStatus;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A version of the policy without its texts.
 *
 * @param version of the record
 */
record Version(
        int number,
        long version,
        PolicyStatus status,
        LocalDate lastUpdated,
        @Nullable Instant effectiveAt,
        boolean material,
        @Nullable Instant finishedAt,
        @Nullable String summary) {}
