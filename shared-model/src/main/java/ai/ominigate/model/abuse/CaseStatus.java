package ai.ominigate.model.abuse;

/** Where a case stands. */
public enum CaseStatus {
    /** Nobody has taken it up. */
    NEW,
    /** Somebody has said that they will look at it. */
    CLAIMED,
    /** Somebody looks at it. */
    IN_REVIEW,
    /** A decision waits for a second person. */
    AWAITING_APPROVAL,
    /** Something was decided against the entity. */
    ACTIONED,
    /** The owner says that a decision was wrong. */
    APPEALED,
    /** The decision was looked at again and stays. */
    UPHELD,
    /** The decision was wrong and is undone. */
    OVERTURNED,
    /** Nobody need look at it until it gets worse. */
    SNOOZED,
    /** Done. */
    CLOSED,
    /** Part of another case. */
    MERGED
}
