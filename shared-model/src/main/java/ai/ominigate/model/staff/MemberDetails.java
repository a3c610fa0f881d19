package ai.ominigate.model.staff;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A member of the staff, as those see them who look after it.
 *
 * @param id names them for good
 * @param version for {@code If-Match}
 * @param email what they sign in with
 * @param name what people call them
 * @param roles what they do here
 * @param status whether they still do
 * @param signsInBy how they show who they are
 * @param joinedAt since when they are here
 * @param lastSignInAt when they last signed in; absent for never
 * @param sessions how many sessions of theirs have not ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MemberDetails(
        String id,
        long version,
        String email,
        String name,
        List<Role> roles,
        MemberStatus status,
        SignInMethod signsInBy,
        Instant joinedAt,
        @Nullable Instant lastSignInAt,
        int sessions)
        implements Versioned {
    public MemberDetails {
        roles = List.copyOf(roles);
    }
}
