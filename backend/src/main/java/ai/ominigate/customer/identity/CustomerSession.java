package ai.ominigate.customer.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * That somebody is signed in somewhere.
 *
 * @param member who, as they are now
 * @param device what with
 * @param lastUsedAt to the minute
 * @param expiresAt when it ends at the latest
 * @param accountSuspended whether the account may call nothing at this moment, whoever suspended or banned it
 */
public record CustomerSession(
        UUID id,
        Member member,
        String device,
        Instant signedInAt,
        Instant lastUsedAt,
        Instant expiresAt,
        boolean accountSuspended) {
    /** Then it ends, however often it is used. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** Then it ends if nobody uses it. */
    static final Duration IDLE = Duration.ofDays(7);

    /**
     * One that has just been opened.
     *
     * @param token what is shown from now on; it is nowhere else
     */
    public record Opened(String token, CustomerSession session) {
        /** Without the token. */
        @Override
        public String toString() {
            return "Opened[" + session.id() + "]";
        }
    }
}
