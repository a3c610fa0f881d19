package ai.ominigate.gateway.provider;

/** Tokens guessed from bytes, where a provider did not report them. */
final class Estimate {

    /** About what English has; other scripts have fewer bytes a token, so that they are estimated in the customer's favour. */
    private static final int BYTES_PER_TOKEN = 4;

    private Estimate() {}

    static long tokens(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
