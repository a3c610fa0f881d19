package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where Stripe's books and ours do not agree.
 *
 * @param id ours
 * @param kind what does not agree
 * @param object what it is about, as Stripe calls it
 * @param ours what our books say
 * @param theirs what Stripe says
 * @param foundAt when it was found
 * @param seenAt when it was last so
 * @param reason why a payment was not credited; absent for other kinds
 * @param payment the top-up that it is about, if it is about one of ours
 * @param account whose that is
 * @param settledAt when somebody settled it, or it was gone
 * @param settledBy who did; absent if it went by itself
 * @param note what they wrote
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentDifference(
        String id,
        DifferenceKind kind,
        String object,
        @Nullable Usd ours,
        @Nullable Usd theirs,
        Instant foundAt,
        Instant seenAt,
        @Nullable DifferenceReason reason,
        @Nullable String payment,
        @Nullable String account,
        @Nullable Instant settledAt,
        @Nullable Colleague settledBy,
        @Nullable String note) {}
