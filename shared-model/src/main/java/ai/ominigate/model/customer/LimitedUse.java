package ai.ominigate.model.customer;

/** What its owner has asked not to be done with an account's data, and what therefore is not. */
public enum LimitedUse {
    /** They are kept and used for what the owner still asks for, and nothing else (GDPR, article 18). */
    RESTRICTION,
    /** Nothing is learned of what is usual for the account (GDPR, article 21). */
    OBJECTION
}
