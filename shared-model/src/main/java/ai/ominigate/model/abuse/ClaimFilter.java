package ai.ominigate.model.abuse;

/** Who works on a case. */
public enum ClaimFilter {
    /** Whoever asks. */
    MINE,
    /** Somebody. */
    ANYBODY,
    /** Nobody. */
    NOBODY
}
