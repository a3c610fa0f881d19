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
    public GiveRoles {
        Required.value("roles", roles);
        Required.text("reason", reason);
        roles = List.copyOf(roles);
    }
}
