package ai.ominigate.accounts;

/**
 * A key at the only moment when its secret is known.
 *
 * @param key what is kept
 * @param secret what its owner must keep; it cannot be shown again
 */
public record IssuedKey(ApiKey key, String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "IssuedKey[" + key + "]";
    }
}
