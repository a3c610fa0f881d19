package ai.ominigate.customer.identity;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An account has another key: an event of the application, for whoever looks for abuse, after the transaction that made it.
 *
 * @param member who made it; null if another key did
 */
public record KeyMade(Instant at, UUID account, @Nullable UUID member, UUID key) {}
