package ai.ominigate.model.abuse;

import ai.ominigate.model.Versioned;
import java.util.List;

/**
 * A case, as somebody works on it.
 *
 * @param version as in the summary; goes into {@code If-Match} of whatever is done with it
 * @param summary as in the queue
 * @param entity what it is about, as in the summary: {@code POST /admin/v1/reveal} has the address
 * @param score how its score comes about
 * @param flags all that it has, the first first; those that others have about the same entity are in the score alone
 * @param timeline the last 200 things that happened, the latest first
 * @param evidence what is kept of the operational log for it
 * @param related at most 20 others that may be about the same, the latest first
 */
public record CaseDetails(
        long version,
        CaseSummary summary,
        String entity,
        ScoreTable score,
        List<FlagDetails> flags,
        List<CaseEvent> timeline,
        CaseEvidence evidence,
        List<RelatedCase> related)
        implements Versioned {
    public CaseDetails {
        flags = List.copyOf(flags);
        timeline = List.copyOf(timeline);
        related = List.copyOf(related);
    }
}
