package ai.ominigate.model.payment;

/** What became of a refund. */
public enum PaymentRefundState {
    /** It is out of the wallet; Stripe is asked. */
    PREPARED,
    /** Stripe pays it back, which can take days. */
    PENDING,
    /** It is paid back. */
    PAID,
    /** Stripe could not; it is in the wallet again. */
    FAILED
}
