package ai.ominigate.model.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody did, or tried, as the audit log has it.
 *
 * @param seq its number in the log, from 1
 * @param at when
 * @param actor who, by an opaque name
 * @param roles those that the actor had then; empty for whoever is no member of the staff
 * @param action what, as {@code feature.verb}
 * @param outcome how it went
 * @param subject what or whom it was about, by a kind and an opaque name; null where there is nothing to name
 * @param purpose why, where that had to be said
 * @param request the {@code x-request-id} that it came with
 * @param detailsState whether there is more to be known, and whether it is here
 * @param details more to be known; empty unless it is here
 * @param hash of the entry in the log's chain, in hexadecimal digits
 */
public record AuditEntry(
        long seq,
        Instant at,
        String actor,
        List<String> roles,
        String action,
        AuditOutcome outcome,
        @Nullable String subject,
        @Nullable String purpose,
        @Nullable String request,
        AuditDetailsState detailsState,
        Map<String, String> details,
        String hash) {
    public AuditEntry {
        roles = List.copyOf(roles);
        details = Map.copyOf(details);
    }
}
