package ai.ominigate.model.policy;

import ai.ominigate.model.Required;

/**
 * A wish to make a version final.
 *
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record FinishPolicy(String reason) {
    private static final int LONGEST_REASON = 500;

    public FinishPolicy {
        Required.text("reason", reason, LONGEST_REASON);
    }
}
