package ai.ominigate.model.own;

/** What a key is for; it stays what it was made for. */
public enum OwnKeyScope {
    /** To call models. */
    CALL,
    /** To manage the account at {@code /api/v1}; it calls no model. */
    MANAGE
}
