package ai.ominigate.model;

import ai.ominigate.model.staff.RightNeeded;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An error as people and programs read it (RFC 9457, {@code application/problem+json}).
 *
 * @param title what kind of error
 * @param status the HTTP status
 * @param code the stable name that programs compare
 * @param detail what happened here and what to do, where there is more to say than the title
 * @param needs what it takes to be allowed to, where the caller is not
 * @param current what is there now, where the caller wanted to change an older version of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String title,
        int status,
        String code,
        @Nullable String detail,
        @Nullable RightNeeded needs,
        @Nullable Object current) {

    /** What the content type of such a body is. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** One that has nothing to do with rights and versions. */
    public Problem(String title, int status, String code, @Nullable String detail) {
        this(title, status, code, detail, null, null);
    }
}
