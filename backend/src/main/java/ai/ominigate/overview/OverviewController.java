package ai.ominigate.overview;

import ai.ominigate.metering.UsageLookup;
import ai.ominigate.metering.UsageLookup.HourOfAll;
import ai.ominigate.model.Usd;
import ai.ominigate.model.system.Overview;
import ai.ominigate.model.system.OverviewHour;
import ai.ominigate.model.system.SystemHealth;
import ai.ominigate.privacy.erasure.Restores;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.reveal.Emergencies;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** How the system does and what goes on. */
@Controller("/admin/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.BE_STAFF)
final class OverviewController {
    private static final long HOURS = 24;

    private final HealthCheck health;
    private final Meters meters;
    private final UsageLookup usage;
    private final Approvals approvals;
    private final Emergencies emergencies;
    private final Restores restores;
    private final InstantSource clock;

    OverviewController(
            HealthCheck health,
            Meters meters,
            UsageLookup usage,
            Approvals approvals,
            Emergencies emergencies,
            Restores restores,
            InstantSource clock) {
        this.health = health;
        this.meters = meters;
        this.usage = usage;
        this.approvals = approvals;
        this.emergencies = emergencies;
        this.restores = restores;
        this.clock = clock;
    }

    /** How the node that answers does, and which others there are. */
    @Get("/system/health")
    SystemHealth health() {
        return health.run();
    }

    /** What goes on: calls of a day, hour by hour, refusals, and what waits for whoever asks. */
    @Get("/overview")
    Overview overview(Actor.Member me) throws SQLException {
        Instant first = clock.instant().truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
        Map<Instant, HourOfAll> known =
                usage.hours(first).stream().collect(Collectors.toMap(HourOfAll::hour, Function.identity()));
        List<OverviewHour> hours = LongStream.range(0, HOURS)
                .mapToObj(i -> first.plus(i, ChronoUnit.HOURS))
                .map(hour -> details(known.getOrDefault(hour, new HourOfAll(hour, 0, 0, 0))))
                .toList();
        return new Overview(
                hours,
                meters.refused(),
                meters.since(),
                approvals.awaiting(me),
                emergencies.toAcknowledge(me),
                restores.state());
    }

    private static OverviewHour details(HourOfAll hour) {
        return new OverviewHour(hour.hour(), hour.calls(), hour.failedCalls(), new Usd(hour.costNanos()));
    }
}
