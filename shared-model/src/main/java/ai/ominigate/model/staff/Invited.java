package ai.ominigate.model.staff;

import ai.ominigate.model.approval.ApprovalDetails;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of a wish to invite somebody.
 *
 * @param invitation the invitation; absent while it waits for a second person
 * @param token what whoever is invited accepts it with, or your part of it where two have agreed, to hand over in a way
 *     that you trust: no mail is sent. Cannot be shown again; absent while it waits
 * @param approval what waits for a second person; absent if none is needed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Invited(
        @Nullable InvitationDetails invitation,
        @Nullable String token,
        @Nullable ApprovalDetails approval) {

    /** Without the token. */
    @Override
    public String toString() {
        return "Invited[" + invitation + ", " + approval + "]";
    }
}
