package ai.ominigate.model.system;

import java.time.Instant;

/**
 * One of the nodes that share the database, as the database knows it.
 *
 * @param id names it for good
 * @param state whether it is there
 * @param startedAt when it started last
 * @param heardAt when it was heard of last
 */
public record NodeHealth(String id, NodeState state, Instant startedAt, Instant heardAt) {}
