package ai.ominigate.model.staff;

import java.time.Instant;

/**
 * Somebody is signed in.
 *
 * @param token goes into {@code Authorization: Bearer …}; cannot be shown again
 * @param expiresAt when it ends at the latest; it ends earlier after an hour without use
 * @param staff who it is
 */
public record SignedIn(String token, Instant expiresAt, StaffDetails staff) {

    /** Without the token. */
    @Override
    public String toString() {
        return "SignedIn[" + staff + "]";
    }
}
