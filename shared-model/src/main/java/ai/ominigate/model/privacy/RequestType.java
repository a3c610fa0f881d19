package ai.ominigate.model.privacy;

/** What somebody asks for. Articles are of the GDPR; the UK's has the same numbers. */
public enum RequestType {
    /** What do you know of me (article 15; California's right to know). */
    ACCESS,
    /** Give me what I gave you, for another service (article 20). */
    PORTABILITY,
    /** This is wrong (article 16). */
    CORRECTION,
    /** Forget me (article 17). */
    DELETION,
    /** Keep it, and do not use it (article 18). */
    RESTRICTION,
    /** Do not do this with it (article 21). */
    OBJECTION,
    /** You did wrong (Data Protection Act 2018, section 164A). */
    COMPLAINT,
    /** How is it? Nobody's right is claimed. */
    QUESTION
}
