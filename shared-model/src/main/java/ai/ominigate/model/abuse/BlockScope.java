package ai.ominigate.model.abuse;

/** What a blocked network cannot do. */
public enum BlockScope {
    /** Make an account. */
    SIGN_UP,
    /** Sign in, to a customer's account or as a member of the staff. */
    SIGN_IN,
    /** Call the API. */
    API,
    /** Anything but read what is public. */
    ALL
}
