package ai.ominigate.model.abuse;

import ai.ominigate.model.Required;

/**
 * Keeps a case's evidence for another window of open cases, once.
 *
 * @param reason why it cannot be decided before; 1 to 500 characters
 */
public record RenewEvidence(String reason) {
    private static final int LONGEST = 500;

    public RenewEvidence {
        Required.text("reason", reason, LONGEST);
    }
}
