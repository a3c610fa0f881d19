package ai.ominigate.model.staff;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks to invite somebody to the staff.
 *
 * @param email what they will sign in with
 * @param name what people call them; 1 to 200 characters
 * @param roles what they will do; {@code ADMIN} and {@code AUDITOR} with no other
 * @param reason why, for the second administrator, who has to agree; may be absent while there
 *     is only one; 1 to 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InviteMember(
        String email,
        String name,
        List<Role> roles,
        @Nullable String reason) {
    private static final int LONGEST_REASON = 500;

    public InviteMember {
        Required.text("email", email);
        Required.text("name", name);
        Required.value("roles", roles);
        if (reason != null) {
            Required.text("reason", reason, LONGEST_REASON);
        }
        roles = List.copyOf(roles);
    }
}
