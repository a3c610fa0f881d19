package ai.ominigate.model.approval;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes effect when a second person agrees.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of a decision
 * @param kind what sort of action, {@code feature.verb}, as {@code retention.shorten}
 * @param subject what it would happen to, as {@code account:019a…}
 * @param effect what would happen, in a sentence
 * @param reason why, in the words of whoever proposed it
 * @param changes what would be different, for whoever takes part and looks at one that is open; empty in lists, for others,
 *     and once it is decided
 * @param status what became of it
 * @param proposedBy who proposed it, and can therefore not agree to it
 * @param proposedAt when
 * @param expiresAt until when it can be decided
 * @param seenBy who else has looked at it, the first first
 * @param decidedBy who decided; absent while it is open, and when it expired
 * @param decidedAt when it ceased to be open; absent while it is
 * @param note what whoever decided had to say; absent if nothing
 * @param mayDecide whether whoever asks may approve and refuse it
 * @param approvers how many people other than the proposer may approve it at the moment, by their roles
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApprovalDetails(
        String id,
        long version,
        String kind,
        String subject,
        String effect,
        String reason,
        List<ProposedChange> changes,
        ApprovalStatus status,
        Colleague proposedBy,
        Instant proposedAt,
        Instant expiresAt,
        List<Sighting> seenBy,
        @Nullable Colleague decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String note,
        boolean mayDecide,
        int approvers)
        implements Versioned {
    public ApprovalDetails {
        changes = changes == null ? List.of() : List.copyOf(changes);
        seenBy = List.copyOf(seenBy);
    }

    /** The same with what would be different. */
    public ApprovalDetails with(List<ProposedChange> changes) {
        return new ApprovalDetails(
                id,
                version,
                kind,
                subject,
                effect,
                reason,
                changes,
                status,
                proposedBy,
                proposedAt,
                expiresAt,
                seenBy,
                decidedBy,
                decidedAt,
                note,
                mayDecide,
                approvers);
    }
}
