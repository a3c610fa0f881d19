package ai.ominigate.staff.identity;

import ai.ominigate.model.Page;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where else one is signed in. */
@Controller("/admin/v1/sessions")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.BE_STAFF)
final class OwnSessionController {
    private final Sessions sessions;
    private final OwnAccess own;
    private final InstantSource clock;

    OwnSessionController(Sessions sessions, OwnAccess own, InstantSource clock) {
        this.sessions = sessions;
        this.own = own;
        this.clock = clock;
    }

    /** One's own sessions that have not ended, the newest first unless they are sorted. */
    @Get
    Page<SessionDetails> list(PageRequest page, @Nullable Sort<SessionOrder> sort, Actor.Member me)
            throws SQLException {
        Instant now = clock.instant();
        return sessions.list(page, Sort.orLargestFirst(sort, SessionOrder.CREATED_AT), me.member())
                .map(session -> session.details(me.session(), now));
    }

    /** Ends one of them: its token is good for nothing from now on. */
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id, Command command, Actor.Member me) throws SQLException {
        own.endSession(me, id, command);
    }
}
