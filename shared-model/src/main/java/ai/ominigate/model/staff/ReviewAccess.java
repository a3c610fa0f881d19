package ai.ominigate.model.staff;

import ai.ominigate.model.Required;
import java.util.List;

/**
 * Says which of the roles of a member are still needed. Those that are not named go when another administrator agrees; if
 * none is, the member does.
 *
 * @param roles those that stay
 * @param reason why; 1 to 500 characters
 */
public record ReviewAccess(List<Role> roles, String reason) {
    private static final int LONGEST_REASON = 500;

    public ReviewAccess {
        Required.value("roles", roles);
        Required.text("reason", reason, LONGEST_REASON);
        roles = List.copyOf(roles);
    }
}
