package ai.ominigate.model.privacy;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.Colleague;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an account's data are only kept, or not used for what its owner objects to (GDPR, articles 18 and 21).
 *
 * @param id names it for good: the id of the request that asked for it
 * @param version goes into {@code If-Match} of a wish to lift it
 * @param account whose data, by its id
 * @param kind {@code RESTRICTION} or {@code OBJECTION}
 * @param since since when
 * @param endsAt when it ends, as its owner was told before, or ended; absent while it lasts
 * @param liftedBy who lifted it; absent while it lasts, and if it ended with the account
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RestrictionDetails(
        String id,
        long version,
        String account,
        RequestType kind,
        Instant since,
        @Nullable Instant endsAt,
        @Nullable Colleague liftedBy)
        implements Versioned {}
