package ai.ominigate.model.privacy;

/** How far a piece of what has to be done for a request is. */
public enum LegState {
    /** It is still to be done. */
    PENDING,
    /** It is done, and there is a receipt. */
    SUCCEEDED,
    /** There is nothing to do, for a reason. */
    NOT_APPLICABLE,
    /** Another company can do it only later; the person is told so. */
    DEFERRED,
    /** It did not work, and is tried again. */
    FAILED
}
