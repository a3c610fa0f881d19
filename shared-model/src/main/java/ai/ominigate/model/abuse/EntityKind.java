package ai.ominigate.model.abuse;

/** What a case is about. */
public enum EntityKind {
    /** Addresses of one party. */
    NETWORK,
    /** All networks that one operator routes. */
    ASN,
    /** All networks of a country. */
    COUNTRY,
    /** An API key. */
    KEY,
    /** A customer's account. */
    ACCOUNT
}
