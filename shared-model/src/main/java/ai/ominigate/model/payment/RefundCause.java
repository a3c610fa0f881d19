package ai.ominigate.model.payment;

/** Why money goes back. */
public enum RefundCause {
    /** The customer does not want it any more. */
    UNUSED,
    /** The account was closed. */
    CLOSED,
    /** Somebody did it at Stripe's. */
    ELSEWHERE,
    /** It was paid when the account was closed or forgotten: all of it goes back. */
    ACCOUNT_GONE
}
