package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Says that one will come back to a case.
 *
 * @param reason what one waits for; 1 to 500 characters
 */
public record HoldCase(String reason) {
    private static final int LONGEST = 500;

    public HoldCase {
        Required.text("reason", reason, LONGEST);
    }
}
