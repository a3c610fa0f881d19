package ai.ominigate.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error as people and programs read it (RFC 9457, {@code application/problem+json}).
 *
 * @param title what kind of error
 * @param status the HTTP status
 * @param code the stable name that programs compare
 * @param detail what happened here and what to do, where there is more to say than the title
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String title, int status, String code, @Nullable String detail) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** What is known from the status alone. */
    static Problem of(HttpStatus status) {
        return new Problem(status.getReason(), status.getCode(), code(status), null);
    }

    private static String code(HttpStatus status) {
        return status == HttpStatus.INTERNAL_SERVER_ERROR
                ? "internal_error"
                : status.name().toLowerCase(Locale.ROOT);
    }
}
