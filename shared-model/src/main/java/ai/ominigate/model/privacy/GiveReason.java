package ai.ominigate.model.privacy;

import ai.ominigate.model.Required;

/**
 * Takes a step that needs no more than a reason.
 *
 * @param reason why, for colleagues and the audit of it; 1 to 500 characters
 */
public record GiveReason(String reason) {
    public GiveReason {
        Required.text("reason", reason, 500);
    }
}
