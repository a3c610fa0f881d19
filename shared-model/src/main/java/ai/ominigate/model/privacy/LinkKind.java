package ai.ominigate.model.privacy;

/** How two requests have to do with each other. */
public enum LinkKind {
    /** They came with the same mail. */
    SAME_MAIL,
    /** Whoever wrote them says to be the same, and asks for the same. */
    MAY_BE_THE_SAME,
    /** Somebody of the staff says so. */
    FOLLOWS
}
