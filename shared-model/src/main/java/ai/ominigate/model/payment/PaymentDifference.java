package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
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
 * @param settledAt when somebody settled it, or it was gone
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
        @Nullable Instant settledAt) {}
