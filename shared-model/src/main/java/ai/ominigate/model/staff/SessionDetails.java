package ai.ominigate.model.staff;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that has not ended.
 *
 * @param id names it; not its token
 * @param createdAt when somebody signed in
 * @param lastUsedAt when it was last used, to the minute
 * @param expiresAt when it ends at the latest
 * @param idleExpiresAt when it ends unless it is used
 * @param steppedUpUntil until when dangerous actions need no fresh second factor; absent if they do
 * @param current whether it is the one that asks
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SessionDetails(
        String id,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        Instant idleExpiresAt,
        @Nullable Instant steppedUpUntil,
        boolean current) {}
