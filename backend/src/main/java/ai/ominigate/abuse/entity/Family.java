package ai.ominigate.abuse.entity;

/** What kind of abuse signals speak of: they are capped together, and a case is about one entity and one family. */
public enum Family {
    /** Guessing passwords. */
    AUTHENTICATION,
    /** Guessing, sharing or leaking API keys. */
    KEYS,
    /** Spending as the owner never did. */
    SPEND,
    /** Cards that are tried out, payments that are taken back. */
    PAYMENT,
    /** Requests that providers refuse to answer. */
    CONTENT,
    /** Calls in a number or a manner that no honest program has. */
    TRAFFIC,
    /** Accounts made for what new ones get. */
    ENROLMENT,
    /** Somebody else in an owner's place. */
    TAKEOVER
}
