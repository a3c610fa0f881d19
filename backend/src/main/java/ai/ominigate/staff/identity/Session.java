package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.staff.rights.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that has not ended.
 *
 * @param member whose, as they are at this moment
 * @param lastUsedAt to the minute
 * @param steppedUpAt when they last showed their second factor again; null if they have not
 * @param recoveredAt when they last showed a recovery code in its place; null if they have not
 */
public record Session(
        UUID id,
        StaffMember member,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        @Nullable Instant steppedUpAt,
        @Nullable Instant recoveredAt) {

    /** It ends when it has not been used for so long. */
    static final Duration IDLE = Duration.ofMinutes(60);

    /** It ends after so long, however much it is used. */
    static final Duration ABSOLUTE = Duration.ofHours(8);

    /** For so long after the second factor was shown, dangerous actions need it no more. */
    static final Duration STEPPED_UP = Duration.ofMinutes(5);

    Actor.Member actor() {
        return new Actor.Member(member.id(), id, member.roles());
    }

    boolean isSteppedUp(Instant now) {
        return steppedUpAt != null && now.isBefore(steppedUpAt.plus(STEPPED_UP));
    }

    /** Whether a recovery code was shown, which lets them replace the authenticator. */
    boolean isRecovered(Instant now) {
        return recoveredAt != null && now.isBefore(recoveredAt.plus(STEPPED_UP));
    }

    /**
     * As it is answered.
     *
     * @param current the session that asks
     */
    public SessionDetails details(UUID current, Instant now) {
        Instant idleExpiry = lastUsedAt.plus(IDLE);
        return new SessionDetails(
                id.toString(),
                createdAt,
                lastUsedAt,
                expiresAt,
                idleExpiry.isBefore(expiresAt) ? idleExpiry : expiresAt,
                steppedUpAt != null && isSteppedUp(now) ? steppedUpAt.plus(STEPPED_UP) : null,
                id.equals(current));
    }
}
