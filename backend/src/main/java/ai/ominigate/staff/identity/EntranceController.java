package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.AcceptInvitation;
import ai.ominigate.model.staff.ConfirmInvitation;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.BeforeSignIn;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;

/** For people who hold an invitation to the staff. */
@Controller("/admin/v1/invitations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class EntranceController {
    private final Invitations invitations;
    private final Threshold threshold;

    EntranceController(Invitations invitations, Threshold threshold) {
        this.invitations = invitations;
        this.threshold = threshold;
    }

    /**
     * Chooses a password and gets what an authenticator needs. May be repeated until it is confirmed; only the last
     * answer counts.
     */
    @Post("/accept")
    @BeforeSignIn
    Enrolment accept(@Body AcceptInvitation wish, HttpRequest<?> request) throws SQLException {
        return threshold.cross(request, () -> invitations.accept(wish.token(), wish.password()));
    }

    /** Shows that the authenticator works. Whoever does is a member from now on, and signed in. */
    @Post("/confirm")
    @BeforeSignIn
    SignedIn confirm(@Body ConfirmInvitation wish, HttpRequest<?> request) throws SQLException {
        return threshold.cross(request, () -> invitations.confirm(wish.token(), wish.totp(), RequestId.of(request)));
    }
}
