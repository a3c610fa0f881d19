package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A customer's objection to a company.
 *
 * @param id its own
 * @param version of this record
 * @param subprocessor to which company
 * @param company its name
 * @param account whose
 * @param receivedAt when they wrote
 * @param grounds why
 * @param recordedBy who of the staff wrote it down
 * @param outcome what came of it; null while it is open
 * @param answer what the customer was told; null while it is open
 * @param settledBy who of the staff answered; null while it is open
 * @param settledAt when; null while it is open
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObjectionDetails(
        UUID id,
        long version,
        UUID subprocessor,
        String company,
        UUID account,
        Instant receivedAt,
        String grounds,
        UUID recordedBy,
        @Nullable ObjectionOutcome outcome,
        @Nullable String answer,
        @Nullable UUID settledBy,
        @Nullable Instant settledAt)
        implements Versioned {}
