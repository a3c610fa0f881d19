package ai.ominigate.model.customer;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an account called, as far as it is stored: calls of the last second may be missing.
 *
 * @param from since when, to the hour
 * @param calls how many calls ended
 * @param failedCalls those of them that an upstream or OminiGate failed
 * @param spent what they cost
 * @param lastUsedAt the hour in which the last of them began; absent if there were none
 * @param models what was called, the most called first, at most twenty
 * @param moreModels whether it called others too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomerUse(
        Instant from,
        long calls,
        long failedCalls,
        Usd spent,
        @Nullable Instant lastUsedAt,
        List<ModelUse> models,
        boolean moreModels) {
    public CustomerUse {
        models = List.copyOf(models);
    }
}
