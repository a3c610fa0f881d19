package ai.ominigate.model.subprocessor;

import ai.ominigate.model.Required;
import java.time.Instant;
import java.util.UUID;

/**
 * That a customer objects to a company.
 *
 * @param subprocessor which
 * @param account whose
 * @param receivedAt when they wrote
 * @param grounds why, in the desk's words, without anybody's name; up to 1000 characters
 */
public record RecordObjection(UUID subprocessor, UUID account, Instant receivedAt, String grounds) {
    private static final int LONGEST_GROUNDS = 1_000;

    public RecordObjection {
        Required.value("subprocessor", subprocessor);
        Required.value("account", account);
        Required.value("receivedAt", receivedAt);
        Required.text("grounds", grounds, LONGEST_GROUNDS);
    }
}
