package ai.ominigate.model.retention;

import ai.ominigate.model.Required;

/**
 * A wish to make the present window final.
 *
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record ConfirmWindow(String reason) {
    private static final int LONGEST_REASON = 500;

    public ConfirmWindow {
        Required.text("reason", reason, LONGEST_REASON);
    }
}
