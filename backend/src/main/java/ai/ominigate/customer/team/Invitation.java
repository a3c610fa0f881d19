package ai.ominigate.customer.team;

import ai.ominigate.model.own.MemberRole;
import ai.ominigate.model.own.TeamInvitation;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import java.time.Instant;
import java.util.UUID;

/**
 * Somebody who is asked in.
 *
 * @param email in lower case
 * @param expiresAt until when they can come
 */
public record Invitation(
        UUID id,
        UUID account,

        @PersonalData(category = Category.EMAIL, purpose = Purpose.SERVICE, columns = "customer.invitation.email")
        String email,

        MemberRole role,
        Instant sentAt,
        Instant expiresAt) {

    TeamInvitation details() {
        return new TeamInvitation(id.toString(), email, role, sentAt, expiresAt);
    }

    /** Without who. */
    @Override
    public String toString() {
        return "Invitation[" + id + "]";
    }
}
