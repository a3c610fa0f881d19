package ai.ominigate.abuse.decision;

import ai.ominigate.billing.Nodes;
import ai.ominigate.model.system.NodeState;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.scheduling.annotation.Scheduled;
import jakarta.inject.Singleton;
import java.sql.SQLException;

/**
 * How many nodes serve, so that each lets through its part of what a throttle leaves: together never more than that. Known
 * in memory; while the database is away, as many as there were.
 */
@Singleton
public final class LiveNodes {
    private final Nodes nodes;
    private volatile int count = 1;

    LiveNodes(Nodes nodes) {
        this.nodes = nodes;
    }

    /** At least this one. */
    public int count() {
        return count;
    }

    @Scheduled(initialDelay = "0s", fixedDelay = "3s")
    @ExecuteOn(TaskExecutors.BLOCKING)
    void look() throws SQLException {
        long active = nodes.known().stream()
                .filter(node -> node.state() == NodeState.ACTIVE)
                .count();
        count = Math.toIntExact(Math.max(1, active));
    }
}
