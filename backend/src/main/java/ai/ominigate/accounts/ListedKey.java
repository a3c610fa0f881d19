package ai.ominigate.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as its owner sees it in a list, revoked ones too.
 *
 * @param key the key
 * @param createdAt when it was made
 * @param revokedAt when it was revoked; null if it was not
 */
public record ListedKey(
        ApiKey key, Instant createdAt, @Nullable Instant revokedAt) {}
