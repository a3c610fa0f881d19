package ai.ominigate.model.approval;

/** What became of a proposal. */
public enum ApprovalStatus {
    /** It waits for a second person. */
    OPEN,
    /** A second person agreed, and it was done. */
    APPROVED,
    /** A second person did not agree. */
    REFUSED,
    /** Whoever proposed it took it back. */
    WITHDRAWN,
    /** Nobody decided in time. */
    EXPIRED
}
