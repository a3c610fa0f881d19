package ai.ominigate.model.system;

/** Whether an upstream is called. */
public enum BreakerState {
    /** It is. */
    CLOSED,
    /** One call at a time tries whether it is well again. */
    HALF_OPEN,
    /** It failed, and is left alone for a while. */
    OPEN
}
