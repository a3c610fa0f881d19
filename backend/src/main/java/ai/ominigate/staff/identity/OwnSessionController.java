package ai.ominigate.staff.identity;

import ai.ominigate.model.Page;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
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

    /** One's own sessions that have not ended, the newest first, all at once. */
    @Get
    Page<SessionDetails> list(Actor.Member me) throws SQLException {
        Instant now = clock.instant();
        return new Page<>(
                sessions.list(me.member()).stream()
                        .map(session -> session.details(me.session(), now))
                        .toList(),
                null);
    }

    /** Ends one of them: its token is good for nothing from now on. */
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    void end(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        own.endSession(me, id, RequestId.of(request));
    }
}
