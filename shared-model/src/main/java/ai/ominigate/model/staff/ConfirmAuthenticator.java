package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Shows that a new authenticator works, from when on the old one does not.
 *
 * @param totp the six digits that the new one shows
 */
public record ConfirmAuthenticator(String totp) {
    public ConfirmAuthenticator {
        Required.text("totp", totp);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ConfirmAuthenticator[]";
    }
}
