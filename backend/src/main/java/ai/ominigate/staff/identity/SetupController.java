package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.SetUpAdministrator;
import ai.ominigate.model.staff.SetupToken;
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
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;

/** How the first administrator comes to be. */
@Controller("/admin/v1/setup")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SetupController {
    private final Invitations invitations;
    private final Setup setup;
    private final Threshold threshold;

    SetupController(Invitations invitations, Setup setup, Threshold threshold) {
        this.invitations = invitations;
        this.threshold = threshold;
        this.setup = setup;
    }

    /**
     * Chooses an administrator's password, once with a token. {@code POST /admin/v1/invitations/confirm} with a first code
     * follows.
     */
    @Post
    @BeforeSignIn
    Enrolment setUp(@Body SetUpAdministrator wish, HttpRequest<?> request) throws SQLException {
        return threshold.cross(
                request,
                () -> invitations.setUp(
                        wish.token(), wish.email(), wish.name(), wish.password(), RequestId.of(request)));
    }

    /**
     * Makes a setup token; the one before is good for nothing from now on. Also where there are administrators: when none
     * of them can sign in any more, whoever runs this machine is the one to help.
     */
    @Post("/token")
    @Allowed(Capability.MAKE_SETUP_TOKEN)
    @Status(HttpStatus.CREATED)
    SetupToken token(Command command, Actor operator) throws SQLException {
        return setup.token(operator, command);
    }
}
