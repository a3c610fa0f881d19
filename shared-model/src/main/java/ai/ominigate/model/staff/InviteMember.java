package ai.ominigate.model.staff;

import ai.ominigate.model.Required;
import java.util.List;

/**
 * Asks to invite somebody to the staff.
 *
 * @param email what they will sign in with
 * @param name what people call them; 1 to 200 characters
 * @param roles what they will do; {@code ADMIN} and {@code AUDITOR} with no other
 */
public record InviteMember(String email, String name, List<Role> roles) {
    public InviteMember {
        Required.text("email", email);
        Required.text("name", name);
        Required.value("roles", roles);
        roles = List.copyOf(roles);
    }
}
