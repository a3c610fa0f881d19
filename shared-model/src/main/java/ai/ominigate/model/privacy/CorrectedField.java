package ai.ominigate.model.privacy;

/** What of an account's owner can be corrected. What was metered or booked are facts, and is not among it. */
public enum CorrectedField {
    /** What the account is called. */
    NAME,
    /** Where its owner gets mail. A second person agrees, and both mailboxes confirm. */
    EMAIL
}
