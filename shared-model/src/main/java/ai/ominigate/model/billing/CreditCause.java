package ai.ominigate.model.billing;

/** Why an account is given credit, as its owner is told. */
public enum CreditCause {
    /** To try it out. */
    WELCOME,
    /** By an offer that others get, too. */
    PROMOTION,
    /** For something that went wrong. */
    COMPENSATION,
    /** For no reason that one could ask for. */
    GOODWILL
}
