package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Required;

/**
 * A wish to have something else known of a company that was approved.
 *
 * @param facts all of it, as it is to be
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record AmendSubprocessor(SubprocessorFacts facts, String reason) {
    private static final int LONGEST_REASON = 500;

    public AmendSubprocessor {
        Required.value("facts", facts);
        Required.text("reason", reason, LONGEST_REASON);
    }
}
