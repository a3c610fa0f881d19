package ai.ominigate.model.privacy;

/** What a piece of what has to be done for a request is part of; each begins when the one before is over. */
public enum LegStage {
    /** To do what was asked. */
    FULFIL,
    /** To hand over what came of it. */
    DELIVER,
    /** To tell the person that this was all. */
    CLOSE
}
