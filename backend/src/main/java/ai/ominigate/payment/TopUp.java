package ai.ominigate.payment;

import ai.ominigate.billing.Credits.Paid;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an account pays, as we wrote it down before Stripe heard of it.
 *
 * @param creditCents what the account gets
 * @param feeCents what it pays beside that
 * @param taxCents what Stripe added for a tax office; 0 before it is paid
 * @param failure the class of why it was not paid; null if it was, or is open
 * @param requestKey the idempotency key of what Stripe is asked first
 * @param session the Checkout's name at Stripe; null before there is one, and where there is none
 * @param intent the payment's name at Stripe; null before there is one
 * @param charge the charge's name at Stripe; null before there is one
 * @param settledAt when it was credited, or was over otherwise; null before
 */
public record TopUp(
        UUID id,
        UUID account,
        Kind kind,
        long creditCents,
        long feeCents,
        long taxCents,
        State state,
        @Nullable String failure,
        String requestKey,
        Instant askedAt,
        @Nullable String session,
        @Nullable String intent,
        @Nullable String charge,
        @Nullable Instant settledAt) {
    /** The only currency that is sold in, as Stripe writes it. */
    static final String CURRENCY = "usd";

    /** How it is paid. */
    public enum Kind {
        /** By the customer, at Stripe's. */
        CHECKOUT,
        /** By us, with what the customer has paid with before, as they wished. */
        AUTOMATIC
    }

    /** What became of it. */
    public enum State {
        /** Stripe is asked, and has not answered yet. */
        ASKED,
        /** It can be paid. */
        OPEN,
        /** It is paid and credited. */
        PAID,
        /** It was not paid. */
        FAILED,
        /** It was not paid in time. */
        EXPIRED,
        /** Something was paid that is not what was asked for: nothing is credited, and finance looks at it. */
        REFUSED,
        /** It was paid when its account was closed or forgotten: nothing is credited, and all of it is paid back. */
        RETURNED
    }

    /** What is to be paid before taxes, or was with them. */
    public long totalCents() {
        return creditCents + feeCents + taxCents;
    }

    /** Whether something was paid, so that nothing more comes of it. */
    boolean isPaid() {
        return state == State.PAID || state == State.REFUSED || state == State.RETURNED;
    }

    /** Whether it can still become anything else. */
    public boolean isOpen() {
        return state == State.ASKED || state == State.OPEN;
    }

    /** The same in nano-dollars. */
    public Paid paid() {
        return new Paid(Cents.nanos(creditCents), Cents.nanos(feeCents), Cents.nanos(taxCents));
    }
}
