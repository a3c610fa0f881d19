package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Gives a request to somebody.
 *
 * @param to their id; absent for nobody
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AssignRequest(@Nullable String to, String reason) {
    public AssignRequest {
        Required.text("reason", reason, 500);
    }
}
