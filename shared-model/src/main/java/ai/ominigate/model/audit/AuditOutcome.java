package ai.ominigate.model.audit;

/** How something went. */
public enum AuditOutcome {
    /** It was done. */
    DONE,
    /** Whoever tried it may not. */
    REFUSED
}
