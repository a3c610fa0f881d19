package ai.ominigate.accounts;

/** What a key is for; it stays what it was made for. */
public enum KeyScope {
    /** To call models. */
    CALL,
    /** To manage the account at {@code /api/v1}; it calls no model itself, but makes keys that do. */
    MANAGE
}
