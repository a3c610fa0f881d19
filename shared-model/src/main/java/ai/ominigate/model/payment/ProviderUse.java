package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What was used of one model at one provider in a day, UTC, as they say and as we metered it.
 *
 * @param id ours
 * @param provider as the catalogue calls it
 * @param day UTC
 * @param model as the provider calls it, without the date of a version
 * @param verdict what comes of it
 * @param ours what we metered; its cost is what customers paid
 * @param theirs what they say; its cost is what they charge
 * @param foundAt when it was first compared
 * @param seenAt when it was last compared
 * @param settledAt when somebody settled it, or it was gone
 * @param note what whoever settled it wrote
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProviderUse(
        String id,
        String provider,
        LocalDate day,
        String model,
        ProviderUseVerdict verdict,
        Counts ours,
        Counts theirs,
        Instant foundAt,
        Instant seenAt,
        @Nullable Instant settledAt,
        @Nullable String note) {

    /**
     * How much it is.
     *
     * @param calls how often it was called; null where they do not say
     * @param input tokens of all input
     * @param cacheRead those of them that came out of a cache
     * @param cacheWrite those of them that were put into a cache; null where they do not say
     * @param output tokens of all output, what was thought too
     * @param cost null where they do not say
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Counts(
            @Nullable Long calls,
            long input,
            long cacheRead,
            @Nullable Long cacheWrite,
            long output,
            @Nullable Usd cost) {}
}
