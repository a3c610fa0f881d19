package ai.ominigate.model.staff;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a member of the staff may do, since when, and when somebody last looked whether they still need it.
 *
 * @param id names the member for good
 * @param version of the member, for {@code If-Match} of a review
 * @param name what people call them
 * @param roles what they do here
 * @param atProvider whether their organisation's provider says so, and not we
 * @param lastSignInAt when they last signed in; absent for never
 * @param lastActAt when the audit log last has them do something; absent for never
 * @param review the last one; absent if there was none
 * @param reviewDueAt when the next one is due: a quarter of a year after the last, or after they came
 * @param due whether that is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccessDetails(
        String id,
        long version,
        String name,
        List<HeldRole> roles,
        boolean atProvider,
        @Nullable Instant lastSignInAt,
        @Nullable Instant lastActAt,
        @Nullable Review review,
        Instant reviewDueAt,
        boolean due)
        implements Versioned {
    public AccessDetails {
        roles = List.copyOf(roles);
    }

    /**
     * A role that somebody has.
     *
     * @param since since when; absent if they had it before that was noted
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record HeldRole(Role role, @Nullable Instant since) {}

    /**
     * What came of a review.
     *
     * @param taken roles that were not confirmed: they go when a second person agrees
     * @param reason why, in the reviewer's words
     * @param by who looked
     * @param approval by which the second person is asked; absent if nothing was to go
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Review(
            Instant at,
            List<Role> taken,
            String reason,
            Colleague by,
            @Nullable String approval) {
        public Review {
            taken = List.copyOf(taken);
        }
    }
}
