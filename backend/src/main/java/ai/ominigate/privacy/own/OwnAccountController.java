package ai.ominigate.privacy.own;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester.SignedIn;
import ai.ominigate.model.own.CloseOwnAccount;
import ai.ominigate.model.own.OwnAccount;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Objects;

/** The account itself, and its end. */
@Controller("/api/v1/account")
@ExecuteOn(TaskExecutors.BLOCKING)
final class OwnAccountController {
    private final Closings closings;
    private final Cookies cookies;

    OwnAccountController(Closings closings, Cookies cookies) {
        this.closings = closings;
        this.cookies = cookies;
    }

    /** The account, and whether it is being closed. */
    @Get
    @Permitted(Permission.OWN_PROFILE)
    OwnAccount account(SignedIn me) throws SQLException {
        return closings.of(me.account());
    }

    /**
     * Gives the account up: its keys are revoked for good, everybody is signed out, and a request to delete it is opened. For
     * 72 hours nothing is deleted, and it can be taken back after signing in again.
     */
    @Post("/close")
    @Permitted(Permission.CLOSE_ACCOUNT)
    HttpResponse<OwnAccount> close(@Body CloseOwnAccount wish, SignedIn me, HttpRequest<?> request)
            throws SQLException {
        OwnAccount closing = closings.close(me.member(), wish.password(), Objects.requireNonNullElse(wish.code(), ""));
        MutableHttpResponse<OwnAccount> out =
                HttpResponse.<OwnAccount>accepted().body(closing);
        cookies.signOut(request, out);
        return out;
    }

    /** Keeps the account after all. Keys do not come back. */
    @Post("/keep")
    @Permitted(Permission.CLOSE_ACCOUNT)
    OwnAccount keep(SignedIn me) throws SQLException {
        return closings.takeBack(me.member());
    }
}
