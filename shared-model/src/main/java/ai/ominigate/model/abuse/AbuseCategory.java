package ai.ominigate.model.abuse;

/** What an owner is told that the use of their account looks like. */
public enum AbuseCategory {
    /** Somebody else uses a key, or tries to. */
    STOLEN_KEY,
    /** One key or account is used by many who should have their own. */
    SHARED_ACCESS,
    /** Accounts are made for what new ones get. */
    REPEATED_SIGN_UP,
    /** Payments that are tried out or taken back. */
    PAYMENT_FRAUD,
    /** Requests that providers do not allow. */
    PROHIBITED_CONTENT,
    /** Calls in a number or a manner that harms others. */
    EXCESSIVE_LOAD,
    /** Something else that the terms do not allow. */
    OTHER
}
