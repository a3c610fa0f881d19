package ai.ominigate.model.subprocessor;

/** Why data may go to a company's country (GDPR, chapter V). */
public enum TransferBasis {
    /** It goes to no other area of law. */
    NOT_NEEDED,
    /** GDPR, Article 45. */
    ADEQUACY_DECISION,
    /** GDPR, Article 46(2)(c). */
    STANDARD_CLAUSES,
    /** GDPR, Article 47. */
    BINDING_RULES
}
