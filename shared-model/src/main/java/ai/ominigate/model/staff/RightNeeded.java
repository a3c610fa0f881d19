package ai.ominigate.model.staff;

import java.util.List;

/**
 * What it takes to do something.
 *
 * @param capability the right, by the name that {@code GET /admin/v1/me} lists it under
 * @param roles each of these has it; empty if no role does
 * @param stepUp whether the second factor must have been shown in the last five minutes
 */
public record RightNeeded(String capability, List<Role> roles, boolean stepUp) {
    public RightNeeded {
        roles = List.copyOf(roles);
    }
}
