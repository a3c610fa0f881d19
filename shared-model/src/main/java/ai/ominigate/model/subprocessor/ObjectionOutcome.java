package ai.ominigate.model.subprocessor;

/** What came of an objection. */
public enum ObjectionOutcome {
    /** The company is not used. */
    COMPANY_NOT_USED,
    /** It is used, and the customer stays. */
    CUSTOMER_STAYS,
    /** It is used, and the customer leaves. */
    CUSTOMER_LEAVES,
    /** The customer took it back. */
    WITHDRAWN
}
