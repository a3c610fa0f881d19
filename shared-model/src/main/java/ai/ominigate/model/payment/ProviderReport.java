package ai.ominigate.model.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider tells what we used.
 *
 * @param provider as the catalogue calls it
 * @param comparedTo the last day that was compared
 * @param comparedAt when
 * @param failure why it could not be compared when it was last tried; null if it could
 * @param nextAt from when on it is asked next; absent if that is within the hour
 * @param open how many differences of it nobody has settled
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderReport(
        String provider,
        @Nullable LocalDate comparedTo,
        @Nullable Instant comparedAt,
        @Nullable String failure,
        @Nullable Instant nextAt,
        int open) {}
