package ai.ominigate.model.abuse;

/** Where a refund is. */
public enum RefundState {
    /** It waits for a second person. */
    PROPOSED,
    /** The account is closed, and its money is to be paid back. */
    DUE,
    /** It was paid back. */
    PAID,
    /** An appeal was right before it was paid back, and the account is open again. */
    WITHDRAWN,
    /** No second person agreed. */
    NOT_AGREED
}
