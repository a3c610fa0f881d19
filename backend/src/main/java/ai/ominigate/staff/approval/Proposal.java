package ai.ominigate.staff.approval;

import ai.ominigate.model.approval.ApprovalStatus;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proposal as the database has it.
 *
 * @param payload what to do, as JSON; null unless it is open
 * @param about whom the words are about, where the subject is not a person already
 * @param decider who decided; null while it is open and when it expired
 */
record Proposal(
        UUID id,
        long version,
        String kind,
        @Nullable String payload,
        String subject,
        @Nullable String about,
        String effect,
        String reason,
        UUID proposer,
        Instant proposedAt,
        Instant expiresAt,
        ApprovalStatus status,
        @Nullable UUID decider,
        @Nullable Instant decidedAt,
        @Nullable String note) {

    /** What became of it by now, also if nobody has written down yet that it expired. */
    ApprovalStatus status(Instant now) {
        return status == ApprovalStatus.OPEN && !now.isBefore(expiresAt) ? ApprovalStatus.EXPIRED : status;
    }
}
