package ai.ominigate.model.audit;

import java.time.Instant;
import java.util.List;

/**
 * The latest signed state of the audit log: for auditors to keep, as nothing that it speaks for can then be changed unseen.
 *
 * @param size for how many entries it speaks
 * @param note what was signed and its signature, as a signed note (c2sp.org/tlog-checkpoint)
 * @param keys the public keys that may sign this log
 * @param signedAt when
 */
public record AuditCheckpoint(long size, String note, List<String> keys, Instant signedAt) {
    public AuditCheckpoint {
        keys = List.copyOf(keys);
    }
}
