package ai.ominigate.model.own;

/** Why an account's balance moved. */
public enum MovementKind {
    /** Calls, those of a day or a part of it together. */
    CALLS,
    /** Somebody topped up. */
    TOP_UP,
    /** Credit was given. */
    CREDIT,
    /** Credit that was given by mistake was taken back. */
    CREDIT_TAKEN_BACK,
    /** Something was paid back. */
    REFUND,
    /** What was to be paid back came back. */
    REFUND_RETURNED,
    /** A bank took a payment back. */
    DISPUTE,
    /** A bank decided that the payment stands. */
    DISPUTE_RETURNED,
    /** Credit was not used in time. */
    EXPIRY,
    /** The books were set right. */
    CORRECTION
}
