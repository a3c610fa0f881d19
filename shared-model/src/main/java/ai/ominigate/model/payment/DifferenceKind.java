package ai.ominigate.model.payment;

/** What does not agree between Stripe's books and ours. */
public enum DifferenceKind {
    /** Something was paid that nobody had asked for, or not so: nothing was credited. */
    PAYMENT_REFUSED,
    /** Stripe has a payment that we know nothing of. */
    PAYMENT_UNKNOWN,
    /** We credited a payment, and Stripe's books have none, or another amount. */
    PAYMENT_AMOUNT,
    /** A refund that is not as we booked it. */
    REFUND_AMOUNT,
    /** A dispute that is not as we booked it. */
    DISPUTE_AMOUNT,
    /** Stripe has moved our money in a way that we know nothing of. */
    MOVEMENT_UNKNOWN,
    /** Stripe has more or less of our money than the books say. */
    BALANCE
}
