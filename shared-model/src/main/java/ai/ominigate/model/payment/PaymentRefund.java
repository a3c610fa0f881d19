package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Money that goes back, or went.
 *
 * @param id ours
 * @param payment the top-up that it is of
 * @param account whose
 * @param amount how much
 * @param cause why
 * @param state what became of it
 * @param askedAt when it was asked for
 * @param settledAt when it was paid back, or failed
 * @param refund what Stripe calls it
 * @param failure the class of why it failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentRefund(
        String id,
        String payment,
        String account,
        Usd amount,
        RefundCause cause,
        PaymentRefundState state,
        Instant askedAt,
        @Nullable Instant settledAt,
        @Nullable String refund,
        @Nullable String failure) {}
