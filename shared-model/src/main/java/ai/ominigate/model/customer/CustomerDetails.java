package ai.ominigate.model.customer;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.account.AccountStatus;
import ai.ominigate.model.billing.BalanceDetails;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An account, with personal data masked.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of a change
 * @param name masked
 * @param email masked; absent if the account has none
 * @param stripeCustomer what Stripe calls it; absent as long as it has paid nothing
 * @param status whether its keys may be used
 * @param createdAt when it was made
 * @param balance its money
 * @param keys the newest first, revoked ones too, at most a hundred
 * @param moreKeys whether it has older ones
 * @param use what it called in the last 30 days
 * @param openFlags how many signs of abuse there are, of it and of these keys, that nobody has decided about
 * @param limitedUse what must not be done with its data at present, because its owner asked so; mostly nothing
 * @param policies versions of the privacy policy that it has accepted, the newest first
 * @param notices letters to it, the newest first, at most twenty
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomerDetails(
        String id,
        long version,
        String name,
        @Nullable String email,
        @Nullable String stripeCustomer,
        AccountStatus status,
        Instant createdAt,
        BalanceDetails balance,
        List<CustomerKey> keys,
        boolean moreKeys,
        CustomerUse use,
        int openFlags,
        List<LimitedUse> limitedUse,
        List<AcceptedPolicy> policies,
        List<SentNotice> notices)
        implements Versioned {
    public CustomerDetails {
        keys = List.copyOf(keys);
        limitedUse = List.copyOf(limitedUse);
        policies = List.copyOf(policies);
        notices = List.copyOf(notices);
    }
}
