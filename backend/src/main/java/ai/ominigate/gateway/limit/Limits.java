package ai.ominigate.gateway.limit;

import ai.ominigate.accounts.ApiKey;
import java.util.concurrent.CompletionStage;

/** Decides whether a key may make one more call now. */
public interface Limits {

    /**
     * Counts this call against the key's limits, all or none.
     *
     * @param tokens how many it may use, prompt and answer together
     * @param nanos how much it may cost
     * @return already complete where the counters are in this process, else completed on a thread of another. Never
     *     completes exceptionally: when shared counters are away, this node's own decide
     */
    CompletionStage<Admission> admit(ApiKey key, long tokens, long nanos);
}
