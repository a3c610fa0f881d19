package ai.ominigate.staff.audit;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One link of the chain.
 *
 * @param seq its number, from 1; one more than its leaf's index in the tree
 * @param at when it was appended, to the microsecond; the order of entries is that of their commits
 * @param actor {@link ai.ominigate.staff.rights.Actor#id}
 * @param role the roles that the actor had, in order, with commas; null where they had none
 * @param action as in {@link Act}, like outcome, subject, purpose and request
 * @param commitment to details that are kept apart; null where there were none
 * @param prev the hash of the entry before; {@link Hash#NONE} for the first
 */
record Entry(
        long seq,
        Instant at,
        String actor,
        @Nullable String role,
        String action,
        String outcome,
        @Nullable String subject,
        @Nullable String purpose,
        @Nullable String request,
        @Nullable Hash commitment,
        Hash prev) {

    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** What is hashed: the entry as canonical JSON; what it does not have is absent. The same as audit.record in SQL. */
    byte[] record() {
        CanonicalJson json = new CanonicalJson()
                .string("action", action)
                .string("actor", actor)
                .string("at", AT.format(at));
        if (commitment != null) {
            json.string("commitment", commitment.hex());
        }
        json.string("outcome", outcome).string("prev", prev.hex());
        if (purpose != null) {
            json.string("purpose", purpose);
        }
        if (request != null) {
            json.string("request", request);
        }
        if (role != null) {
            json.string("role", role);
        }
        json.number("seq", seq);
        if (subject != null) {
            json.string("subject", subject);
        }
        return json.end().getBytes(StandardCharsets.UTF_8);
    }
}
