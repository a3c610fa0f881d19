package ai.ominigate.model.staff;

import ai.ominigate.model.Required;
import java.util.List;

/**
 * Asks to give a member other roles.
 *
 * @param roles all that they are to have
 * @param reason why, for the second person; 1 to 500 characters
 */
public record GiveRoles(List<Role> roles, String reason) {
    private static final int LONGEST_REASON = 500;

    public GiveRoles {
        Required.value("roles", roles);
        Required.text("reason", reason, LONGEST_REASON);
        roles = List.copyOf(roles);
    }
}
