package ai.ominigate.model.payment;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A top-up, for those who look after money.
 *
 * @param id ours
 * @param account whose
 * @param kind how it is paid
 * @param state what became of it
 * @param credit what the account gets
 * @param fee what it pays beside that
 * @param tax what Stripe added for a tax office
 * @param askedAt when it was begun
 * @param settledAt when it was credited, or over otherwise
 * @param payment what Stripe calls the payment
 * @param charge what Stripe calls the charge
 * @param failure the class of why it was not paid
 * @param refunded how much of it went back, or is going
 * @param disputed whether its bank disputes it, or has taken it back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentDetails(
        String id,
        String account,
        PaymentKind kind,
        PaymentState state,
        Usd credit,
        Usd fee,
        Usd tax,
        Instant askedAt,
        @Nullable Instant settledAt,
        @Nullable String payment,
        @Nullable String charge,
        @Nullable String failure,
        Usd refunded,
        boolean disputed) {}
