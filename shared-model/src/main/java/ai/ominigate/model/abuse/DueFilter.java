package ai.ominigate.model.abuse;

/** By when somebody should decide a case. */
public enum DueFilter {
    /** By now. */
    OVERDUE,
    /** Within a day, or by now. */
    SOON
}
