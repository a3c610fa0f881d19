package ai.ominigate.privacy.request;

import java.time.Instant;
import java.util.Map;

/** What came of doing a leg. Words and receipts never hold a value of the person's. */
public sealed interface LegOutcome {

    /**
     * It is done.
     *
     * @param receipt what proves it: counts, ids, digests; may be empty
     */
    record Succeeded(Map<String, Object> receipt) implements LegOutcome {
        public Succeeded {
            receipt = Map.copyOf(receipt);
        }
    }

    /** There is nothing to do. */
    record NotApplicable(String reason) implements LegOutcome {}

    /**
     * Another company can do it only later. The person is told so, and it is tried again then. Never for what we keep
     * ourselves.
     */
    record Deferred(Instant until, String reason) implements LegOutcome {}

    /** It goes on later, and nothing is wrong: what it waits for takes its time. */
    record Waiting(Instant until, String reason) implements LegOutcome {}

    /** It did not work, and is tried again, later and later. */
    record Failed(String reason) implements LegOutcome {}
}
