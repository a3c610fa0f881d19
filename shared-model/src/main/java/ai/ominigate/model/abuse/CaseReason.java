package ai.ominigate.model.abuse;

/** Why a case is closed. */
public enum CaseReason {
    /** What was decided has done what it should. */
    ABUSE_STOPPED,
    /** Many people share the address: an office, a school, a mobile network. */
    SHARED_ADDRESS,
    /** The customer's own job does it, and always did. */
    BATCH_JOB,
    /** A program of the customer repeats itself by mistake. */
    RETRY_BUG,
    /** Somebody studies models and their refusals. */
    RESEARCH,
    /** Everybody tried something new at the same time. */
    MODEL_LAUNCH,
    /** The owner has said what it was, and it is plausible. */
    OWNER_EXPLAINED,
    /** An appeal was right. */
    APPEAL,
    /** It has not come back, and nothing can be found out any more. */
    TOO_OLD,
    /** Something else; a note says what. */
    OTHER
}
