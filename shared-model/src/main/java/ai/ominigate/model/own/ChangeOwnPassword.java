package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Chooses another password.
 *
 * @param present the one until now
 * @param password 12 to 128 characters
 */
public record ChangeOwnPassword(String present, String password) {
    public ChangeOwnPassword {
        Required.text("present", present, 1000);
        Required.text("password", password, 1000);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ChangeOwnPassword[]";
    }
}
