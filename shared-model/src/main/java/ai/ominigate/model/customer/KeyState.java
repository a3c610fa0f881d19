package ai.ominigate.model.customer;

/** Whether a key can be used, apart from its account. */
public enum KeyState {
    ACTIVE,
    /** Its time is over. */
    EXPIRED,
    /** Somebody gave it up. */
    REVOKED
}
