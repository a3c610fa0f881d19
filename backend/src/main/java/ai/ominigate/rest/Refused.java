package ai.ominigate.rest;

import ai.ominigate.model.Versioned;
import ai.ominigate.model.staff.RightNeeded;
import io.micronaut.http.HttpStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that cannot be done, for a reason that its caller can do something about. Answered as a problem. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;
    private final @Nullable RightNeeded needs;
    private final @Nullable Duration retryAfter;

    @SuppressWarnings("serial") // Never serialized: it is answered and gone.
    private final @Nullable Versioned current;

    /**
     * @param status what HTTP calls it
     * @param code the stable name that programs compare
     * @param detail what happened and what to do: sentences without secrets
     */
    public Refused(HttpStatus status, String code, String detail) {
        this(status, code, detail, null, null, null);
        if (status == HttpStatus.FORBIDDEN) {
            throw new IllegalArgumentException("whoever may not do something is told what it takes: see forbidden()");
        }
    }

    private Refused(
            HttpStatus status,
            String code,
            String detail,
            @Nullable RightNeeded needs,
            @Nullable Duration retryAfter,
            @Nullable Versioned current) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.needs = needs;
        this.retryAfter = retryAfter;
        this.current = current;
    }

    /** The caller may not do this; the answer tells what it takes. */
    public static Refused forbidden(String code, String detail, RightNeeded needs) {
        return new Refused(HttpStatus.FORBIDDEN, code, detail, needs, null, null);
    }

    /** The caller may not do this, whatever right they are given; the answer says why in words. */
    public static Refused closed(String code, String detail) {
        return new Refused(HttpStatus.FORBIDDEN, code, detail, null, null, null);
    }

    /** There is nothing at the place that the request names. */
    public static Refused notFound(String detail) {
        return new Refused(HttpStatus.NOT_FOUND, "not_found", detail);
    }

    /** The request is not understood as it is. */
    public static Refused invalid(String detail) {
        return new Refused(HttpStatus.BAD_REQUEST, "invalid_request", detail);
    }

    /** Not now; the answer's {@code retry-after} says when, in whole seconds. */
    public static Refused forNow(HttpStatus status, String code, String detail, Duration retryAfter) {
        return new Refused(status, code, detail, null, retryAfter, null);
    }

    /** Somebody else changed it first; the answer has it as it is now. */
    static Refused stale(Versioned current) {
        return new Refused(
                HttpStatus.PRECONDITION_FAILED,
                "version_stale",
                "It was changed after you saw it; nothing was done. Look at 'current', then decide again.",
                null,
                null,
                current);
    }

    /** What HTTP calls it. */
    public HttpStatus status() {
        return status;
    }

    /** The stable name that programs compare. */
    public String code() {
        return code;
    }

    /** What it takes to be allowed to; null where that is not the reason. */
    public @Nullable RightNeeded needs() {
        return needs;
    }

    /** What is there now, where an older version of it was to be changed; null where that is not the reason. */
    @Nullable
    Versioned current() {
        return current;
    }

    /** When it makes sense to try again; null where that is not the reason. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
