package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Shows that the authenticator works, which makes whoever accepted an invitation a member of the staff.
 *
 * @param token the invitation's, if it has two parts both, with a space between; or the setup token
 * @param totp the six digits that the authenticator shows
 */
public record ConfirmInvitation(String token, String totp) {
    public ConfirmInvitation {
        Required.text("token", token);
        Required.text("totp", totp);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "ConfirmInvitation[]";
    }
}
