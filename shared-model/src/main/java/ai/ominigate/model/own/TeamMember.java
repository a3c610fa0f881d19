package ai.ominigate.model.own;

import ai.ominigate.model.Versioned;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who signs in to the account.
 *
 * @param id names them
 * @param version another number after every change
 * @param email that they sign in with
 * @param role what they are in it
 * @param name what they like to be called; absent if they do not tell
 * @param joinedAt since when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TeamMember(
        String id,
        long version,
        String email,
        MemberRole role,
        @Nullable String name,
        Instant joinedAt) implements Versioned {

    /** Without anything personal. */
    @Override
    public String toString() {
        return "TeamMember[" + id + "]";
    }
}
