package ai.ominigate.model.own;

/**
 * What an authenticator is given. It counts from the first code on.
 *
 * @param secret in base 32, to type in
 * @param uri the same for an authenticator on this device, or as a picture
 */
public record SecondFactorOffer(String secret, String uri) {
    /** Without anything secret. */
    @Override
    public String toString() {
        return "SecondFactorOffer[]";
    }
}
