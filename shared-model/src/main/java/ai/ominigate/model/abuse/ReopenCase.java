package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Says that a case is not done after all.
 *
 * @param reason why; 1 to 500 characters
 */
public record ReopenCase(String reason) {
    private static final int LONGEST = 500;

    public ReopenCase {
        Required.text("reason", reason, LONGEST);
    }
}
