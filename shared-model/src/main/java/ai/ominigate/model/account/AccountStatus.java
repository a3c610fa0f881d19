package ai.ominigate.model.account;

/** Whether an account's keys may be used. */
public enum AccountStatus {
    ACTIVE,
    SUSPENDED
}
