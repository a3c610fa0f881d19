package ai.ominigate.model.retention;

/** Whether a window is final. */
public enum RetentionState {
    /** It is kept to, and not yet told anybody outside. */
    DRAFT,
    /** Two people have confirmed it. To lengthen it takes a new version of the privacy policy first. */
    CONFIRMED
}
