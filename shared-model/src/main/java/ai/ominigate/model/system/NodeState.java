package ai.ominigate.model.system;

/** Whether a node is there. */
public enum NodeState {
    /** It was heard of within half a minute. */
    ACTIVE,
    /** It has not been heard of since, and may still serve from money that it had set aside. */
    SILENT,
    /** It has not been heard of for so long that it must have stopped serving. */
    LOST,
    /** It said goodbye. */
    STOPPED
}
