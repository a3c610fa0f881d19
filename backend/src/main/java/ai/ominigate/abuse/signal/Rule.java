package ai.ominigate.abuse.signal;

import java.util.function.Consumer;

/**
 * One rule in one version: counts what it sees and says when that is abuse, again with each observation for as long as it
 * is. Knows the time from observations alone, so that it counts the same on every node, and years later. One thread.
 */
interface Rule {

    /** Counts this observation, or has no use for it. */
    void observe(Observation observation, Consumer<Finding> found);
}
