package ai.ominigate.model.privacy;

/** By when a request must be answered. */
public enum DueDays {
    /** It should have been. */
    OVERDUE,
    /** Within three days, or it should have been. */
    SOON
}
