package ai.ominigate.model.privacy;

/** Why a request takes longer than the first period; the law knows no other reasons (GDPR, article 12(3)). */
public enum ExtensionGround {
    /** It is complex. */
    COMPLEXITY,
    /** The same person has asked for much. */
    NUMBER_OF_REQUESTS
}
