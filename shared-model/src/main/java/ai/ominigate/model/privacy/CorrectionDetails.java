package ai.ominigate.model.privacy;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request for correction changes, before and after, side by side. Values are masked; what is after is shown in clear
 * as {@code correction:<id of the request>}.
 *
 * @param version the request's, for {@code If-Match}
 * @param request its id
 * @param changes field by field; empty as long as nobody has said what is to be corrected
 * @param evidence what shows that it is so; absent with no changes
 * @param writtenBy who said so; absent with no changes
 * @param writtenAt when; absent with no changes
 * @param secondPerson whether somebody else has to agree
 * @param obstacles what stands in the way of it, in sentences
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CorrectionDetails(
        long version,
        String request,
        List<Change> changes,
        @Nullable String evidence,
        @Nullable Colleague writtenBy,
        @Nullable Instant writtenAt,
        boolean secondPerson,
        List<String> obstacles)
        implements Versioned {
    public CorrectionDetails {
        changes = List.copyOf(changes);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * One field.
     *
     * @param before masked; absent if there was nothing
     * @param after masked
     * @param confirmation how far the mailboxes are; absent for a field that needs none
     * @param appliedAt when it was changed; absent before
     * @param revertibleUntil until when it can be put back from the old mailbox; absent if it never could
     * @param revertedAt when it was; absent if it was not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(
            CorrectedField field,
            CorrectionState state,
            @Nullable String before,
            String after,
            @Nullable Confirmation confirmation,
            @Nullable Instant appliedAt,
            @Nullable Instant revertibleUntil,
            @Nullable Instant revertedAt) {}

    /**
     * Whether whoever reads the mailboxes has confirmed.
     *
     * @param oldNeeded false if there was no address, or if two of us know that the person has lost that mailbox
     * @param oldAt when it was confirmed from the old one; absent before
     * @param newAt when it was confirmed from the new one; absent before
     * @param askedAt when they were written to; absent before
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Confirmation(
            boolean oldNeeded,
            @Nullable Instant askedAt,
            @Nullable Instant oldAt,
            @Nullable Instant newAt) {}
}
