package ai.ominigate.model.abuse;

/** Where a decision is. */
public enum DecisionState {
    /** It waits for a second person and has no effect. */
    PROPOSED,
    /** It counts. */
    IN_FORCE,
    /** It counts no more. */
    ENDED
}
