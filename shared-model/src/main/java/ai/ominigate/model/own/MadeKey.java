package ai.ominigate.model.own;

/**
 * An API key that was just made.
 *
 * @param key the key
 * @param secret what to call with; it cannot be shown again
 */
public record MadeKey(OwnKey key, String secret) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "MadeKey[" + key.id() + "]";
    }
}
