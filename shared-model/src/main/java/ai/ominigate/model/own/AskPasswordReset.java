package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Asks for another password. A letter goes to the address if somebody signs in with it; the answer is the same if not.
 *
 * @param email that they sign in with
 */
public record AskPasswordReset(String email) {
    public AskPasswordReset {
        Required.text("email", email, 254);
    }

    /** Without anything personal. */
    @Override
    public String toString() {
        return "AskPasswordReset[]";
    }
}
