package ai.ominigate.model.payment;

/** Whether the bank that disputes a payment was answered. */
public enum DisputeEvidence {
    /** Nothing is there yet. */
    NONE,
    /** Something is there, at Stripe's, and was not sent. */
    DRAFTED,
    /** It was sent. */
    SENT,
    /** Nothing was sent in time. */
    TOO_LATE
}
