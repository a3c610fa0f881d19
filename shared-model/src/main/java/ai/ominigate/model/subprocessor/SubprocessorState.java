package ai.ominigate.model.subprocessor;

/** How far a company has come. Only what is active gets anything. */
public enum SubprocessorState {
    /** Somebody wants it, or configuration names it. */
    PROPOSED,
    /** Two people have looked at it. */
    APPROVED,
    /** Customers were told, and it begins on its day. */
    ANNOUNCED,
    /** It is used. */
    ACTIVE,
    /** It is used no more. */
    RETIRED
}
