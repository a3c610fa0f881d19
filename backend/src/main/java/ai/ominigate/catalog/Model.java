package ai.ominigate.catalog;

import java.util.List;
import java.util.Set;

/**
 * A model that customers can call.
 *
 * @param name the name customers use
 * @param contextWindow tokens of prompt and answer together; 0 where unknown
 * @param maxOutput tokens of one answer at most; 0 where unknown
 * @param price the version in force
 * @param tasks what it may be asked for: exactly the tasks whose every billable unit has a price
 * @param upstreams how it is served, by priority; never empty
 */
public record Model(
        String name, long contextWindow, long maxOutput, Price price, Set<Task> tasks, List<Upstream> upstreams) {

    /** A kind of call. */
    public enum Task {
        CHAT,
        EMBEDDINGS
    }

    public Model {
        tasks = Set.copyOf(tasks);
        upstreams = List.copyOf(upstreams);
        if (upstreams.isEmpty()) {
            throw new IllegalArgumentException("model " + name + " has no upstream");
        }
    }
}
