package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Asks for an account. A letter goes to the address; there is no account before its link is followed.
 *
 * @param email where letters of ours shall go
 * @param password 12 to 128 characters
 */
public record SignUp(String email, String password) {
    public SignUp {
        Required.text("email", email, 254);
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "SignUp[]";
    }
}
