package ai.ominigate.model.privacy;

/** Why a request is not done. Articles are of the GDPR; the UK's has the same numbers. */
public enum RefusalGround {
    /** Nobody who means it asks for this (article 12(5)). */
    MANIFESTLY_UNFOUNDED,
    /** The same again and again (article 12(5)). */
    EXCESSIVE,
    /** Whoever asks has not shown who they are (article 12(6)). */
    INSUFFICIENT_VERIFICATION,
    /** We cannot tell whose data it would be (articles 11(2) and 12(2)). */
    CANNOT_IDENTIFY,
    /** It would be at the cost of others (article 15(4)). */
    RIGHTS_OF_OTHERS,
    /** A law has us keep it (article 17(3)(b)). */
    LEGAL_OBLIGATION,
    /** It is needed for a dispute (article 17(3)(e)). */
    LEGAL_CLAIMS,
    /** The law that applies gives no such right, as California's exceptions (Civil Code section 1798.105(d)). */
    NOT_COVERED
}
