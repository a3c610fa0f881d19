package ai.ominigate.model.staff;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An invitation to the staff that nobody has confirmed yet.
 *
 * @param id names it; not its token
 * @param version for {@code If-Match}
 * @param email whom it is for
 * @param name what people will call them
 * @param roles what they will do
 * @param invitedBy the member who invited them
 * @param createdAt when
 * @param expiresAt from when on it is good for nothing
 * @param accepted whether a password was chosen, so that only the first code is missing
 * @param agreedBy the member who agreed, and hands over the other part of the token; absent where one decided alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InvitationDetails(
        String id,
        long version,
        String email,
        String name,
        List<Role> roles,
        String invitedBy,
        Instant createdAt,
        Instant expiresAt,
        boolean accepted,
        @Nullable String agreedBy)
        implements Versioned {
    public InvitationDetails {
        roles = List.copyOf(roles);
    }
}
