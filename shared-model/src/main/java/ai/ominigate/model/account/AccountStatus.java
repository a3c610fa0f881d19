package ai.ominigate.model.account;

/** Whether an account's keys may be used. */
public enum AccountStatus {
    ACTIVE,
    SUSPENDED,
    /** Given up for good, with all its keys. */
    CLOSED
}
