package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.StaffDetails;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Somebody who works here.
 *
 * @param email in lower case
 * @param roles at least one, but for somebody whom the provider gives none any more
 * @param version changes whenever anything else of this does
 */
public record StaffMember(
        UUID id,

        @PersonalData(category = Category.EMAIL, purpose = Purpose.SERVICE, columns = "staff.member.email")
        String email,

        @PersonalData(category = Category.NAME, purpose = Purpose.SERVICE, columns = "staff.member.name")
        String name,

        Set<Role> roles,
        Instant createdAt,
        long version) {
    public StaffMember {
        Set<Role> copy = EnumSet.noneOf(Role.class);
        copy.addAll(roles);
        roles = Collections.unmodifiableSet(copy);
    }

    StaffDetails details() {
        return new StaffDetails(id.toString(), email, name, List.copyOf(roles));
    }

    /** What the audit log calls them. */
    String subject() {
        return subject(id);
    }

    static String subject(UUID id) {
        return "staff:" + id;
    }
}
