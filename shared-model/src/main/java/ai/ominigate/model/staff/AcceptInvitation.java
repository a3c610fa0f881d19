package ai.ominigate.model.staff;

import ai.ominigate.model.Required;

/**
 * Accepts an invitation to the staff.
 *
 * @param token the invitation's; if two people gave you a part each, both, with a space between
 * @param password theirs from now on; 12 to 128 characters
 */
public record AcceptInvitation(String token, String password) {
    public AcceptInvitation {
        Required.text("token", token);
        Required.text("password", password);
    }

    /** Without anything secret. */
    @Override
    public String toString() {
        return "AcceptInvitation[]";
    }
}
