package ai.ominigate.model.subprocessor;

/** Whether a company's terms say that it trains no model with what it is sent. */
public enum NoTraining {
    /** They do, and there is evidence. */
    CONFIRMED,
    /** Nobody has looked, or it is in doubt. */
    UNKNOWN,
    /** They do not. */
    REFUSED
}
