package ai.ominigate.gateway.lookup;

/** A look-up that cannot be answered; becomes an error in the caller's dialect. */
final class LookupRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    /**
     * @param code one of the gateway's codes, such as {@code model_not_found}
     * @param message a sentence for the developer who reads it
     */
    LookupRefused(int status, String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }
}
