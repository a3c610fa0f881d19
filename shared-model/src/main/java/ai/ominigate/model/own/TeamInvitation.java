package ai.ominigate.model.own;

import java.time.Instant;

/**
 * Somebody who is asked in and has not come yet.
 *
 * @param id names it
 * @param email where the letter went
 * @param role what they are going to be
 * @param sentAt when
 * @param expiresAt until when they can come
 */
public record TeamInvitation(String id, String email, MemberRole role, Instant sentAt, Instant expiresAt) {

    /** Without anything personal. */
    @Override
    public String toString() {
        return "TeamInvitation[" + id + "]";
    }
}
