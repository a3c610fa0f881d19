package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Asks for another address. Both have to confirm it.
 *
 * @param email the new one
 * @param password theirs
 */
public record ChangeOwnEmail(String email, String password) {
    public ChangeOwnEmail {
        Required.text("email", email, 254);
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ChangeOwnEmail[]";
    }
}
