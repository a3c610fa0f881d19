package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.model.staff.SignIn;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.model.staff.StepUp;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.BeforeSignIn;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.InstantSource;

/** Signing in and out. */
@Controller("/admin/v1/session")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {
    private final SignIns signIns;
    private final Sessions sessions;
    private final ClientAddress addresses;
    private final OwnAccess own;
    private final InstantSource clock;

    SessionController(SignIns signIns, Sessions sessions, ClientAddress addresses, OwnAccess own, InstantSource clock) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.addresses = addresses;
        this.own = own;
        this.clock = clock;
    }

    /** Signs somebody in. */
    @Post
    @BeforeSignIn
    SignedIn signIn(@Body SignIn wish, HttpRequest<?> request) throws SQLException {
        return signIns.signIn(
                wish, addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll), RequestId.of(request));
    }

    /**
     * Shows the second factor again: for five minutes, what is dangerous can be done with this session. With a recovery code,
     * only the authenticator can be replaced.
     */
    @Post("/step-up")
    @Allowed(Capability.BE_STAFF)
    SessionDetails stepUp(@Body StepUp wish, Actor.Member me, HttpRequest<?> request) throws SQLException {
        own.stepUp(me, wish, RequestId.of(request));
        return sessions.require(me).details(me.session(), clock.instant());
    }

    /** Signs out: the token is good for nothing from now on. */
    @Delete
    @Allowed(Capability.BE_STAFF)
    @Status(HttpStatus.NO_CONTENT)
    void signOut(Command command, Actor.Member me) throws SQLException {
        own.endSession(me, me.session(), command);
    }
}
