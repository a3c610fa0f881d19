package ai.ominigate.model;

import com.fasterxml.jackson.annotation.JsonInclude;
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
public record Problem(
        String title, int status, String code, @Nullable String detail) {

    /** What the content type of such a body is. */
    public static final String MEDIA_TYPE = "application/problem+json";
}
