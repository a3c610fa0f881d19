package ai.ominigate.model.privacy;

/** What waits for a second person. */
public enum ProposedStep {
    /** To do what was prepared. */
    FULFIL,
    /** To refuse it. */
    REFUSE,
    /** To take more time. */
    EXTEND,
    /** To take somebody for who they say without a code. */
    IDENTIFY
}
