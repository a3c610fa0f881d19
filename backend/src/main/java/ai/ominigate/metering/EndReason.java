package ai.ominigate.metering;

/** How a call ended, as its usage row tells it. Stored by {@link #code()}, so order and names may change, codes not. */
public enum EndReason {
    /** The answer was complete. */
    DONE(1),
    /** The caller left; what the provider had produced by then was read or estimated. */
    CLIENT_LEFT(2),
    /** The upstream failed with an error of its own (4xx or 5xx), after retries and fall-backs. */
    UPSTREAM_ERROR(3),
    /** The upstream could not be reached, reset or closed the connection before the answer was whole. */
    UPSTREAM_BROKE(4),
    /** The upstream was silent for too long. */
    UPSTREAM_TIMEOUT(5),
    /** The answer outgrew the money that could be held for it and was ended. */
    BALANCE_EXHAUSTED(6),
    /** This node stopped or failed in the middle of the call. */
    GATEWAY_ENDED(7),
    /** This node died in the middle of the call; told by its journal afterwards. Costs the customer nothing. */
    GATEWAY_CRASHED(8),
    /** The provider refused the request itself, or its dialect cannot say it: the caller's to mend. Costs nothing. */
    REQUEST_REFUSED(9);

    /** Every record that is read back asks, and {@link #values} makes an array each time. */
    private static final EndReason[] ALL = values();

    private final int code;

    EndReason(int code) {
        this.code = code;
    }

    /** What the journal and the database hold. */
    public int code() {
        return code;
    }

    /** Whether the call counts as failed: an upstream's fault or ours, and neither the caller's nor its balance's. */
    public boolean isFailure() {
        return switch (this) {
            case DONE, CLIENT_LEFT, BALANCE_EXHAUSTED, REQUEST_REFUSED -> false;
            case UPSTREAM_ERROR, UPSTREAM_BROKE, UPSTREAM_TIMEOUT, GATEWAY_ENDED, GATEWAY_CRASHED -> true;
        };
    }

    /**
     * The reason with this code.
     *
     * @throws IllegalArgumentException for a code that no reason has
     */
    public static EndReason ofCode(int code) {
        for (EndReason reason : ALL) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no end reason has the code " + code);
    }
}
