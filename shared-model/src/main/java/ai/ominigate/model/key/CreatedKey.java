package ai.ominigate.model.key;

/**
 * A new API key, with the secret that is shown this once.
 *
 * @param key the key
 * @param secret what its owner puts into {@code Authorization: Bearer …}; cannot be shown again
 */
public record CreatedKey(KeyDetails key, String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "CreatedKey[" + key + "]";
    }
}
