package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * That a rule has seen what it looks for.
 *
 * @param id names it for good
 * @param signal which signal, {@code S1} to {@code S18}
 * @param ruleVersion the version of the rule
 * @param entity whom it is about, an address masked
 * @param observed what was measured
 * @param threshold from which measure on the rule speaks
 * @param points what it adds while it is fresh
 * @param adds what it adds now that it is as old as it is, before the family's cap; 0 once somebody has decided
 * @param counted what else was counted
 * @param firstSeen when what it is about began
 * @param lastSeen when it was seen last
 * @param evidenceExpires when the operational log has nothing of it any more
 * @param disposition what it turned out to be; absent until somebody has decided
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FlagDetails(
        String id,
        String signal,
        int ruleVersion,
        String entity,
        double observed,
        double threshold,
        int points,
        double adds,
        Map<String, Long> counted,
        Instant firstSeen,
        Instant lastSeen,
        Instant evidenceExpires,
        @Nullable CaseDisposition disposition) {
    public FlagDetails {
        counted = Map.copyOf(counted);
    }
}
