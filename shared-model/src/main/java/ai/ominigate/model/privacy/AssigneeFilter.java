package ai.ominigate.model.privacy;

/** Who works on a request. */
public enum AssigneeFilter {
    /** Whoever asks. */
    MINE,
    /** Somebody. */
    ANYBODY,
    /** Nobody. */
    NOBODY
}
