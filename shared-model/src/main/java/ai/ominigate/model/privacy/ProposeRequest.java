package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Wants what was prepared to be done.
 *
 * @param email to delete somebody, what they sign in with, typed, so that nobody is taken for another: the e-mail address, or
 *     the id of an account that has none; at most 320 characters, absent for everything else
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProposeRequest(@Nullable String email, String reason) {
    public ProposeRequest {
        if (email != null) {
            Required.text("email", email, 320);
        }
        Required.text("reason", reason, 500);
    }

    /** Without the address, so that no log line can hold it. */
    @Override
    public String toString() {
        return "ProposeRequest[reason=" + reason + "]";
    }
}
