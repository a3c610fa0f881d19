package ai.ominigate.model.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether there are payments, and what waits for somebody.
 *
 * @param on whether anything can be paid; everything else is told either way
 * @param taxes whether Stripe adds taxes
 * @param lastComparison the last night's look at Stripe's books; absent before the first
 * @param nextComparison when they are looked at next; absent while there are no payments
 * @param openPayments top-ups that can still be paid
 * @param openRefunds refunds that are under way
 * @param openDisputes disputes and warnings that are not decided
 * @param unansweredDisputes those of them whose bank waits for evidence
 * @param openDifferences differences that nobody has settled
 * @param waitingEvents what Stripe told and was not looked at yet
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentsState(
        boolean on,
        boolean taxes,
        @Nullable BooksComparison lastComparison,
        @Nullable Instant nextComparison,
        int openPayments,
        int openRefunds,
        int openDisputes,
        int unansweredDisputes,
        int openDifferences,
        int waitingEvents) {}
