package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A payment that a bank took back, or warns of.
 *
 * @param id what Stripe calls it
 * @param payment the top-up that it is about
 * @param account whose
 * @param warning whether it is a warning only
 * @param amount what is disputed; 0 for a warning
 * @param taken what is taken from the account at present
 * @param status Stripe's word for where it is
 * @param reason Stripe's word for why; absent for a warning, and where it was not told
 * @param evidence whether the bank was answered; absent where it takes no answer
 * @param answerBy until when it can be answered, at Stripe's; absent where it takes no answer
 * @param openedAt when we heard of it
 * @param closedAt when it was decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentDispute(
        String id,
        String payment,
        String account,
        boolean warning,
        Usd amount,
        Usd taken,
        String status,
        @Nullable String reason,
        @Nullable DisputeEvidence evidence,
        @Nullable Instant answerBy,
        Instant openedAt,
        @Nullable Instant closedAt) {}
