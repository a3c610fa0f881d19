package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Says that a request has to do with another. Neither changes by it.
 *
 * @param other the other, by its id
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record LinkRequest(String other, String reason) {
    public LinkRequest {
        Required.text("other", other);
        Required.text("reason", reason, 500);
    }
}
