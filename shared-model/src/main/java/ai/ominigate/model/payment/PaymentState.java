package ai.ominigate.model.payment;

/** What became of a top-up. */
public enum PaymentState {
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
    /** What was paid is not what was asked for: nothing is credited. */
    REFUSED,
    /** It was paid when the account was closed or forgotten: nothing is credited, and all of it is paid back. */
    RETURNED
}
