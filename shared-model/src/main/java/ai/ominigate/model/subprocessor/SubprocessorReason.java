package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Required;

/**
 * A wish about a company that needs no more than a reason.
 *
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record SubprocessorReason(String reason) {
    private static final int LONGEST_REASON = 500;

    public SubprocessorReason {
        Required.text("reason", reason, LONGEST_REASON);
    }
}
