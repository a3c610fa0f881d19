package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Chooses another password.
 *
 * @param password the one that is to be replaced
 * @param newPassword the one from now on; 12 to 128 characters
 */
public record ChangePassword(String password, String newPassword) {
    public ChangePassword {
        Required.text("password", password);
        Required.text("newPassword", newPassword);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ChangePassword[]";
    }
}
