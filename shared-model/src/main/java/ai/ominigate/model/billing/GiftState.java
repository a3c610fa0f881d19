package ai.ominigate.model.billing;

/** Where credit that the staff gives stands. */
public enum GiftState {
    /** A second person has to agree. */
    PROPOSED,
    /** It is given. */
    GIVEN,
    /** It was given, and what was unspent of it was taken back. */
    TAKEN_BACK
}
