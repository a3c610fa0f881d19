package ai.ominigate.model.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What verifying the whole audit log found.
 *
 * @param ok whether it is what was written
 * @param entries how many there are
 * @param firstBad the number of the first entry that is not what was written, or that is missing; null if all is well
 * @param problem what was found there, as a sentence; null if all is well
 * @param signed for how many entries good checkpoints speak
 * @param checkpoints how many checkpoints it was held against, wherever they are kept
 * @param erased of how many entries the details were erased
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record AuditReport(
        boolean ok,
        long entries,
        @Nullable Long firstBad,
        @Nullable String problem,
        long signed,
        long checkpoints,
        long erased) {}
