package ai.ominigate.model.policy;

/** What a version of the policy is. */
public enum PolicyStatus {
    /** It is being written; only the staff sees it. */
    DRAFT,
    /** It holds, or will from its day on. */
    PUBLISHED,
    /** Another one holds by now. It can still be read. */
    SUPERSEDED
}
