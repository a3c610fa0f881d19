package ai.ominigate.model.payment;

/** Why a payment was not credited. */
public enum DifferenceReason {
    /** It is of another order than the one that it came for. */
    ANOTHER_ORDER,
    /** The order was paid by another payment, or is to be. */
    ANOTHER_PAYMENT,
    /** It is in another currency. */
    ANOTHER_CURRENCY,
    /** Another of Stripe's customers paid it. */
    ANOTHER_CUSTOMER,
    /** It is of another amount. */
    ANOTHER_AMOUNT,
    /** The account was closed or forgotten before it was paid. All of it is paid back. */
    ACCOUNT_GONE
}
