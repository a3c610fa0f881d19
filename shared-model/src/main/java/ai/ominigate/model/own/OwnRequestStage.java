package ai.ominigate.model.own;

/** How far a request about one's own data is. */
public enum OwnRequestStage {
    /** We have it. */
    RECEIVED,
    /** We need something of whoever asks first: that they show who they are, or say what they mean. */
    WAITING_FOR_YOU,
    /** Somebody works on it. */
    IN_WORK,
    /** It will be done at its time, until when it can be called off. */
    SCHEDULED,
    /** It is done, and what was asked for is handed out. */
    READY,
    /** It is over: all of it is done. */
    DONE,
    /** It was refused; the letter about it says why, and what one can do. */
    REFUSED,
    /** Whoever asked called it off. */
    CALLED_OFF,
    /** It went on as another request for the same. */
    MERGED
}
