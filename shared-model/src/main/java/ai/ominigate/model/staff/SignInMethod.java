package ai.ominigate.model.staff;

/** How somebody shows who they are. */
public enum SignInMethod {
    /** With a password and a code of an authenticator. */
    PASSWORD,
    /** At the organisation's OpenID provider. */
    PROVIDER
}
