package ai.ominigate.staff.reveal;

import ai.ominigate.model.Page;
import ai.ominigate.model.reveal.BreakGlass;
import ai.ominigate.model.reveal.BreakGlassDetails;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Emergencies in which somebody sees more than usual. */
@Controller("/admin/v1/break-glass")
@ExecuteOn(TaskExecutors.BLOCKING)
final class BreakGlassController {
    private final Emergencies emergencies;

    BreakGlassController(Emergencies emergencies) {
        this.emergencies = emergencies;
    }

    /** Breaks the glass for half an hour. The privacy officer is told at once. */
    @Post
    @Status(HttpStatus.CREATED)
    @Allowed(value = Capability.BREAK_GLASS, stepUp = true)
    BreakGlassDetails begin(@Body BreakGlass wish, Command command, Actor.Member me) throws SQLException {
        return emergencies.begin(wish, me, command);
    }

    /**
     * When the glass was broken, with what was seen, the newest first unless it is sorted.
     *
     * @param acknowledged only those that a privacy officer has acknowledged, or has not
     * @param by only those of this member, by their id
     */
    @Recorded("break-glass.list")
    @Get
    @Allowed(Capability.OVERSEE_REVEALS)
    Page<BreakGlassDetails> list(
            PageRequest page,
            @Nullable Sort<EmergencyOrder> sort,
            @QueryValue @Nullable Boolean acknowledged,
            @QueryValue @Nullable UUID by)
            throws SQLException {
        return emergencies.list(page, Sort.orLargestFirst(sort, EmergencyOrder.STARTED_AT), acknowledged, by);
    }

    /** Acknowledges that somebody else broke the glass. */
    @Post("/{id}/acknowledge")
    @Allowed(Capability.OVERSEE_REVEALS)
    BreakGlassDetails acknowledge(UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return emergencies.acknowledge(id, version, me, command);
    }
}
