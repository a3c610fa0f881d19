package ai.ominigate.accounts;

import java.time.Instant;

/**
 * A key at the only moment when its secret is known.
 *
 * @param key what is kept
 * @param createdAt when it was made
 * @param secret what its owner must keep; it cannot be shown again
 */
public record IssuedKey(ApiKey key, Instant createdAt, String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "IssuedKey[" + key + "]";
    }
}
