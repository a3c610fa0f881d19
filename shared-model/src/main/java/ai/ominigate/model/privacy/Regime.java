package ai.ominigate.model.privacy;

/** Whose law gives the times in which a request must be answered. */
public enum Regime {
    /** Regulation (EU) 2016/679. */
    EU,
    /** The United Kingdom's GDPR and Data Protection Act 2018. */
    UK,
    /** California's CCPA and its regulations. */
    CALIFORNIA,
    /** It is not known where they live: of all times the shortest. */
    UNKNOWN
}
