package ai.ominigate.abuse.decision;

import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;

/**
 * Refuses whoever is blocked at the staff API, as {@link BlockedFilter} does elsewhere, and writes it down.
 */
@ServerFilter("/admin/v1/**")
@Order(BlockedFilter.BEFORE_ANYBODY_IS_KNOWN)
final class BlockedStaffFilter {
    private final BlockedFilter blocks;
    private final CountedRefusals refusals;

    BlockedStaffFilter(BlockedFilter blocks, CountedRefusals refusals) {
        this.blocks = blocks;
        this.refusals = refusals;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void refuseBlocked(HttpRequest<?> request) throws SQLException {
        Ruling block = blocks.block(request);
        if (block == null) {
            return;
        }
        refusals.note(
                new Act(
                        new Actor.Unidentified(),
                        "session.use",
                        Act.Outcome.REFUSED,
                        "decision:" + block.decision(),
                        null,
                        RequestId.of(request),
                        Map.of("code", "blocked")),
                block.decision());
        throw blocks.refused(block, request);
    }
}
