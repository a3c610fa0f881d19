package ai.ominigate.model.account;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.billing.BalanceDetails;
import java.time.Instant;

/**
 * An account.
 *
 * @param id names it for good
 * @param version goes into {@code If-Match} of a change
 * @param name what people call it, masked
 * @param status whether its keys may be used
 * @param createdAt when it was made
 * @param balance its money
 */
public record AccountDetails(
        String id, long version, String name, AccountStatus status, Instant createdAt, BalanceDetails balance)
        implements Versioned {}
