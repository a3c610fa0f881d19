package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Says what a request is about. What is absent stays as it is.
 *
 * @param type what it asks for
 * @param regime by whose law it is answered
 * @param account whose data it is about, by its id
 * @param scope what it asks for in particular; at most 2000 characters
 * @param assignee who works on it, by their id
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TriageRequest(
        @Nullable RequestType type,
        @Nullable Regime regime,
        @Nullable String account,
        @Nullable String scope,
        @Nullable String assignee,
        String reason) {
    public TriageRequest {
        if (scope != null) {
            Required.text("scope", scope, 2000);
        }
        Required.text("reason", reason, 500);
    }
}
