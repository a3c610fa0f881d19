package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision would do, as far as the last days tell.
 *
 * @param entity about what, an address masked
 * @param from the first moment that was looked at
 * @param calls requests that it would have touched
 * @param accounts accounts that they were for, or that somebody was signed in to
 * @param keys keys that they came with
 * @param payingAccounts those of the accounts that pay: customers of Stripe, and who spent money in this time
 * @param allowListed entries of the allow-list that it would touch, and does not
 * @param openPrivacyRequests accounts of these that wait for an answer about their data
 * @param protectedNetworks networks of our own that lie in it and stay reachable, addresses masked
 * @param includesYourAddress whether you yourself call from there
 * @param until when it would end by itself; absent for a ban
 * @param secondPerson whether a second person has to agree
 * @param typed what has to be typed once more in {@code typed}; absent if nothing
 * @param refusal why it would be refused as it is; absent if it would not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DecisionImpact(
        String entity,
        Instant from,
        long calls,
        int accounts,
        int keys,
        int payingAccounts,
        int allowListed,
        int openPrivacyRequests,
        List<String> protectedNetworks,
        boolean includesYourAddress,
        @Nullable Instant until,
        boolean secondPerson,
        @Nullable String typed,
        @Nullable String refusal) {
    public DecisionImpact {
        protectedNetworks = List.copyOf(protectedNetworks);
    }
}
