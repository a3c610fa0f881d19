package ai.ominigate.model.abuse;

import java.time.Instant;
import java.util.List;

/**
 * What a rule would have seen in what the operational log still has.
 *
 * @param signal which rule
 * @param computable whether the log has what the rule counts
 * @param note what the log does not tell, and so what is missing or counted roughly
 * @param from where the log began
 * @param to where it ended
 * @param complete whether all of it was read within a minute; otherwise up to {@code to} alone
 * @param requests how many were read
 * @param flags how many flags it would have raised
 * @param examples the first of them, up to 50
 */
public record RuleReplay(
        String signal,
        boolean computable,
        String note,
        Instant from,
        Instant to,
        boolean complete,
        long requests,
        int flags,
        List<ReplayedFlag> examples) {
    public RuleReplay {
        examples = List.copyOf(examples);
    }
}
