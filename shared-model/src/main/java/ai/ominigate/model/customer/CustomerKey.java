package ai.ominigate.model.customer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An API key, as far as it is shown to those who look after its account.
 *
 * @param id names it for good
 * @param hint the first characters of its secret
 * @param state whether it can be used
 * @param createdAt when it was made
 * @param lastUsedAt the hour in which a call with it began last; absent if none did in the last 30 days
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CustomerKey(
        String id,
        String hint,
        KeyState state,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
