package ai.ominigate.model.abuse;

/** What became of an appeal. */
public enum AppealStatus {
    /** Nobody has decided. */
    OPEN,
    /** The decision stays. */
    UPHELD,
    /** The decision was wrong and is undone. */
    OVERTURNED
}
