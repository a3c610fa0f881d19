package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Required;
import java.time.Instant;

/**
 * A wish to publish the list as it is now.
 *
 * @param effectiveAt from when on whatever is new in it is used: 30 days ahead at least, but for the first list
 * @param summary what is new in it, for those who are told; up to 1000 characters
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record PublishSubprocessors(Instant effectiveAt, String summary, String reason) {
    private static final int LONGEST_SUMMARY = 1_000;
    private static final int LONGEST_REASON = 500;

    public PublishSubprocessors {
        Required.value("effectiveAt", effectiveAt);
        Required.text("summary", summary, LONGEST_SUMMARY);
        Required.text("reason", reason, LONGEST_REASON);
    }
}
