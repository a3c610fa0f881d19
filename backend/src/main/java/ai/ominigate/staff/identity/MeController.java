package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Me;
import ai.ominigate.model.staff.RightDetails;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** What a program asks first: who am I, and what may I do. */
@Controller("/admin/v1/me")
@ExecuteOn(TaskExecutors.BLOCKING)
final class MeController {
    private final Sessions sessions;
    private final InstantSource clock;

    MeController(Sessions sessions, InstantSource clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    /** Whoever asks, their session, and how far each of their rights goes. */
    @Get
    @Allowed(Capability.BE_STAFF)
    Me me(Actor.Member me) throws SQLException {
        Session session = sessions.find(me.session());
        if (session == null) {
            throw new Refused(HttpStatus.UNAUTHORIZED, "token_invalid", "This session has just ended. Sign in again.");
        }
        return new Me(session.member().details(), session.details(session.id(), clock.instant()), rights(me));
    }

    private static List<RightDetails> rights(Actor.Member me) {
        return Arrays.stream(Capability.values())
                .map(capability -> new RightDetails(
                        capability.name(), Rights.of(me, capability).name(), Rights.rolesWith(capability)))
                .toList();
    }
}
