package ai.ominigate.model.subprocessor;

/** A kind of data that a company gets. */
public enum DataCategory {
    PROMPTS_AND_ANSWERS,
    ACCOUNT,
    USAGE,
    PAYMENT,
    OPERATIONAL_LOG,
    CORRESPONDENCE,
    STAFF
}
