package ai.ominigate.model.system;

/** Whether nodes count rate limits together. */
public enum SharedLimitsState {
    /** No Valkey is set; each node counts on its own. */
    NOT_SET,
    /** They do. */
    SHARED,
    /** Valkey is away; this node counts on its own until it is back. */
    AWAY
}
