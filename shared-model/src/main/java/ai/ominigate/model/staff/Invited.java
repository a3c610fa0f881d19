package ai.ominigate.model.staff;

/**
 * Somebody is invited to the staff.
 *
 * @param invitation the invitation
 * @param token what whoever is invited accepts it with, to hand over in a way that you trust: no mail is sent. Cannot be
 *     shown again
 */
public record Invited(InvitationDetails invitation, String token) {

    /** Without the token. */
    @Override
    public String toString() {
        return "Invited[" + invitation + "]";
    }
}
