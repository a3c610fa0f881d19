package ai.ominigate.model.privacy;

/** What becomes of personal data when a person is forgotten. */
public enum DataFate {
    /** It goes. */
    DELETED,
    /** It stays, and is nobody's any more. */
    UNLINKED,
    /** It stays, for a reason that the person is told. */
    KEPT
}
