package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.ChangePassword;
import ai.ominigate.model.staff.ConfirmAuthenticator;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.Me;
import ai.ominigate.model.staff.RightDetails;
import ai.ominigate.rest.Command;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
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
    private final OwnAccess own;
    private final InstantSource clock;

    MeController(Sessions sessions, OwnAccess own, InstantSource clock) {
        this.sessions = sessions;
        this.own = own;
        this.clock = clock;
    }

    /** Whoever asks, their session, and how far each of their rights goes. */
    @Get
    @Allowed(Capability.BE_STAFF)
    Me me(Actor.Member me) throws SQLException {
        Session session = sessions.require(me);
        return new Me(session.member().details(), session.details(session.id(), clock.instant()), rights(me));
    }

    /** Chooses another password. Ends all one's other sessions. */
    @Post("/password")
    @Allowed(value = Capability.BE_STAFF, stepUp = true)
    @Status(HttpStatus.NO_CONTENT)
    void changePassword(@Body ChangePassword wish, Command command, Actor.Member me) throws SQLException {
        own.changePassword(me, wish, command);
    }

    /** A new authenticator with new recovery codes. The old ones are good until the new one is confirmed. */
    @Post("/authenticator")
    @Allowed(value = Capability.BE_STAFF, stepUp = true, orRecovery = true)
    Enrolment newAuthenticator(Command command, Actor.Member me) throws SQLException {
        return own.newAuthenticator(me, command);
    }

    /** Shows that the new authenticator works, from when on the old one and its recovery codes do not. */
    @Post("/authenticator/confirm")
    @Allowed(Capability.BE_STAFF)
    @Status(HttpStatus.NO_CONTENT)
    void confirmAuthenticator(@Body ConfirmAuthenticator wish, Command command, Actor.Member me) throws SQLException {
        own.confirmAuthenticator(me, wish, command);
    }

    private static List<RightDetails> rights(Actor.Member me) {
        return Arrays.stream(Capability.values())
                .map(capability -> new RightDetails(
                        capability.name(), Rights.of(me, capability).name(), Rights.rolesWith(capability)))
                .toList();
    }
}
