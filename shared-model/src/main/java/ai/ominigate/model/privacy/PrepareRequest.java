package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what would be done.
 *
 * @param answer what the person is told with it, in their language; at most 4000 characters, absent for the usual words alone
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PrepareRequest(@Nullable String answer, String reason) {
    public PrepareRequest {
        if (answer != null) {
            Required.text("answer", answer, 4000);
        }
        Required.text("reason", reason, 500);
    }
}
