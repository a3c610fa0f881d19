package ai.ominigate.abuse.decision;

import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Refuses whoever is blocked at the staff API, as {@link BlockedFilter} does elsewhere, and writes it down: once a minute for
 * each decision, so that a flood at the door is not one in the log.
 */
@ServerFilter("/admin/v1/**")
@Order(BlockedFilter.BEFORE_ANYBODY_IS_KNOWN)
final class BlockedStaffFilter {
    private static final int REMEMBERED = 1_000;
    private static final Duration ANEW_AFTER = Duration.ofMinutes(1);

    private final BlockedFilter blocks;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Map<UUID, Instant> noted = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    BlockedStaffFilter(BlockedFilter blocks, AuditLog audit, InstantSource clock) {
        this.blocks = blocks;
        this.audit = audit;
        this.clock = clock;
    }

    @RequestFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void refuseBlocked(HttpRequest<?> request) throws SQLException {
        Ruling block = blocks.block(request);
        if (block == null) {
            return;
        }
        if (isFirst(block.decision())) {
            audit.append(new Act(
                    new Actor.Unidentified(),
                    "session.use",
                    Act.Outcome.REFUSED,
                    "decision:" + block.decision(),
                    null,
                    RequestId.of(request),
                    Map.of("code", "blocked")));
        }
        throw blocks.refused(block, request);
    }

    private synchronized boolean isFirst(UUID decision) {
        Instant now = clock.instant();
        @Nullable Instant before = noted.get(decision);
        if (before != null && now.isBefore(before.plus(ANEW_AFTER))) {
            return false;
        }
        noted.remove(decision);
        noted.put(decision, now);
        return true;
    }
}
