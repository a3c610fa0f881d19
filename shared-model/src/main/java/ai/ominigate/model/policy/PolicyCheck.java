package ai.ominigate.model.policy;

import ai.ominigate.model.staff.Role;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What looks whether something that the policy says is true now, and what it saw last.
 *
 * @param title what must be true
 * @param owner who looks after it
 * @param kept whether it was; null until it was looked at, and where that cannot be said, as {@code finding} tells then
 * @param finding what was seen
 * @param checkedAt when
 * @param since since when it is so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyCheck(
        String name,
        String title,
        Role owner,
        @Nullable Boolean kept,
        @Nullable String finding,
        @Nullable Instant checkedAt,
        @Nullable Instant since) {}
