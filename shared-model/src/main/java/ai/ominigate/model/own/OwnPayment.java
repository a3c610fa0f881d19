package ai.ominigate.model.own;

import ai.ominigate.model.Usd;
import ai.ominigate.model.payment.PaymentKind;
import ai.ominigate.model.payment.PaymentState;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A top-up of the account.
 *
 * @param kind how it is paid
 * @param state what became of it
 * @param credit what the account gets
 * @param fee what is paid beside that
 * @param tax what was added for a tax office; 0 before it is paid
 * @param total all that is paid
 * @param askedAt when it was begun
 * @param settledAt when it was credited, or over otherwise; absent before
 * @param failure the class of why it was not paid; absent if it was, or is open
 * @param receipt whether there is a receipt
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OwnPayment(
        String id,
        PaymentKind kind,
        PaymentState state,
        Usd credit,
        Usd fee,
        Usd tax,
        Usd total,
        Instant askedAt,
        @Nullable Instant settledAt,
        @Nullable String failure,
        boolean receipt) {}
