package ai.ominigate.model.retention;

/** What is kept for a time, each with a rule of its own. */
public enum DataClass {
    /** What was called when, with how many tokens and at what cost: rows of calls and their sums by the hour. */
    USAGE,
    /** Addresses and request headers, of the gateway, the pages and the staff API. */
    OPERATIONAL_LOG,
    /** Sessions of the staff. */
    SESSIONS,
    /** Letters that went out or never will, with what was in them. */
    MAIL_OUTBOX,
    /** Details in the audit log that may be personal; what was done stays, as commitments. */
    AUDIT_DETAILS
}
