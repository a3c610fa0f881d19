package ai.ominigate.model.abuse;

/** How a decision came to its end. */
public enum DecisionEnd {
    /** It was for this moment alone. */
    DONE,
    /** Its time is over. */
    EXPIRED,
    /** Somebody ended it. */
    LIFTED,
    /** It was wrong, as an appeal has shown. */
    OVERTURNED,
    /** A later decision about the same took its place. */
    REPLACED,
    /** No second person agreed. */
    NOT_AGREED,
    /** The key that it suspended is no more: its owner has replaced it. */
    ROTATED,
    /** Whoever had to has done what was required of them. */
    STEP_TAKEN
}
