package ai.ominigate.model.abuse;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the operational log for a case.
 *
 * @param samples at most 50 requests, the first first
 * @param from the beginning of the time that they are from; absent as long as none were kept
 * @param to its end
 * @param until when they go, unless the case is closed before: then 30 days after that, if that is earlier
 * @param renewedAt when that was put off, which can be done once; absent if it was not
 * @param goneAt when they went; absent while they are there
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseEvidence(
        List<EvidenceSample> samples,
        @Nullable Instant from,
        @Nullable Instant to,
        Instant until,
        @Nullable Instant renewedAt,
        @Nullable Instant goneAt) {
    public CaseEvidence {
        samples = List.copyOf(samples);
    }
}
