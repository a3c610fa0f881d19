package ai.ominigate.model.subprocessor;

/** What a company does for us. */
public enum SubprocessorRole {
    MODEL_PROVIDER,
    INFRASTRUCTURE,
    PAYMENTS,
    MAIL,
    STAFF_SIGN_IN,
    PROTECTION
}
