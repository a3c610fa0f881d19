package ai.ominigate.model.policy;

import ai.ominigate.model.Required;
import java.time.Instant;

/**
 * A wish to publish a draft.
 *
 * @param effectiveAt from when on it holds: for a material change at least 30 days ahead
 * @param reason why, for whoever is asked to agree and for the audit log
 */
public record PublishPolicy(Instant effectiveAt, String reason) {
    private static final int LONGEST_REASON = 500;

    public PublishPolicy {
        Required.value("effectiveAt", effectiveAt);
        Required.text("reason", reason, LONGEST_REASON);
    }
}
