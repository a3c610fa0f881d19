package ai.ominigate.model.own;

import ai.ominigate.model.Required;

/**
 * Asks somebody into the account, by a letter.
 *
 * @param email where it goes
 * @param role BILLING or DEVELOPER
 */
public record InviteTeamMember(String email, MemberRole role) {
    public InviteTeamMember {
        Required.text("email", email, 254);
        Required.value("role", role);
    }

    /** Without anything personal. */
    @Override
    public String toString() {
        return "InviteTeamMember[]";
    }
}
