package ai.ominigate.model.privacy;

/** How far the correction of a field is. */
public enum CorrectionState {
    /** It is written down, and nothing is done. */
    WRITTEN,
    /** Whoever reads the mailboxes was asked. */
    TO_BE_CONFIRMED,
    /** It is done, and whoever reads the old mailbox can put it back. */
    REVERTIBLE,
    /** It is done. */
    DONE,
    /** It was put back from the old mailbox. */
    REVERTED
}
