package ai.ominigate.model.customer;

import ai.ominigate.model.account.AccountStatus;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account that was looked for.
 *
 * @param id names it for good
 * @param name masked
 * @param email masked; absent if the account has none
 * @param status whether its keys may be used
 * @param createdAt when it was made
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FoundCustomer(
        String id, String name, @Nullable String email, AccountStatus status, Instant createdAt) {}
