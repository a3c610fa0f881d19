package ai.ominigate.model.staff;

import java.util.List;

/**
 * A member of the staff.
 *
 * @param id names them for good
 * @param email where they are reached, and what they sign in with
 * @param name what people call them
 * @param roles what they do here, in the order of {@link Role}
 */
public record StaffDetails(String id, String email, String name, List<Role> roles) {
    public StaffDetails {
        roles = List.copyOf(roles);
    }
}
