package ai.ominigate.model.billing;

/** What became of credit that somebody gives. */
public enum CreditGiftState {
    /** It is in the wallet. */
    GIVEN,
    /** A second person has to agree. */
    PROPOSED
}
