package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Shows that an address is theirs, by what stands in the link that was sent, and that it was they who signed up.
 *
 * @param token the last part of the link
 * @param password the one that they chose
 */
public record ConfirmSignUp(String token, String password) {
    public ConfirmSignUp {
        Required.text("token", token, 200);
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ConfirmSignUp[]";
    }
}
