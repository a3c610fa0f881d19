package ai.ominigate.abuse.decision;

import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;

/**
 * After a standstill, nothing is looked up and nothing is decided by what this node knew before: what comes then waits
 * until it has caught up, as calls of models do. How the node does is told at once.
 */
@ServerFilter(Filter.MATCH_ALL_PATTERN)
@Order(CatchUpFilter.FIRST)
final class CatchUpFilter {
    static final int FIRST = BlockedFilter.BEFORE_ANYBODY_IS_KNOWN - 1_000;

    private static final List<String> AT_ONCE = List.of("/health", "/prometheus");

    private final Enforcement enforcement;

    CatchUpFilter(Enforcement enforcement) {
        this.enforcement = enforcement;
    }

    /** Waits a few seconds at most; then the node goes on with what it knows, as in any outage. */
    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void waitUntilCaughtUp(HttpRequest<?> request) {
        if (enforcement.isBehind(System.nanoTime()) && AT_ONCE.stream().noneMatch(request.getPath()::startsWith)) {
            enforcement.caughtUpSoon().toCompletableFuture().join();
        }
    }
}
