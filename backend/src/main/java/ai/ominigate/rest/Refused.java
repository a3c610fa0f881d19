package ai.ominigate.rest;

import io.micronaut.http.HttpStatus;

/** A request that cannot be done, for a reason that its caller can do something about. Answered as a problem. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    /**
     * @param status what HTTP calls it
     * @param code the stable name that programs compare
     * @param detail what happened and what to do: sentences without secrets
     */
    public Refused(HttpStatus status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    /** There is nothing at the place that the request names. */
    public static Refused notFound(String detail) {
        return new Refused(HttpStatus.NOT_FOUND, "not_found", detail);
    }

    /** The request is not understood as it is. */
    public static Refused invalid(String detail) {
        return new Refused(HttpStatus.BAD_REQUEST, "invalid_request", detail);
    }

    /** What HTTP calls it. */
    public HttpStatus status() {
        return status;
    }

    /** The stable name that programs compare. */
    public String code() {
        return code;
    }
}
