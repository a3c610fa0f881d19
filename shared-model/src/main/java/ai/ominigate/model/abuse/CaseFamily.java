package ai.ominigate.model.abuse;

/** What kind of abuse a case is about. */
public enum CaseFamily {
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
