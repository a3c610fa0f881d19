package ai.ominigate.customer.profile;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester.SignedIn;
import ai.ominigate.customer.identity.CustomerSession.Opened;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.identity.SignIns;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.model.own.CustomerSignIn;
import ai.ominigate.model.own.OwnProfile;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Coming and going. */
@Controller("/api/v1/session")
@ExecuteOn(TaskExecutors.BLOCKING)
final class SessionController {
    private final SignIns signIns;
    private final Sessions sessions;
    private final Cookies cookies;

    SessionController(SignIns signIns, Sessions sessions, Cookies cookies) {
        this.signIns = signIns;
        this.sessions = sessions;
        this.cookies = cookies;
    }

    /** Signs somebody in: the answer sets the cookie that they are known by. Whoever was signed in there is signed out. */
    @Post
    @ForEverybody
    HttpResponse<OwnProfile> signIn(
            @Body CustomerSignIn wish, Visit visit, @Nullable SignedIn before, HttpRequest<?> request)
            throws SQLException {
        Opened opened = signIn(wish, visit);
        if (before != null) {
            sessions.end(before.member().id(), before.session().id());
        }
        MutableHttpResponse<OwnProfile> in =
                HttpResponse.ok(Forms.profile(opened.session().member()));
        cookies.signIn(request, in, opened);
        return in;
    }

    private Opened signIn(CustomerSignIn wish, Visit visit) throws SQLException {
        return switch (signIns.withPassword(wish.email(), wish.password(), visit)) {
            case SignIns.Outcome.In in -> in.session();
            case SignIns.Outcome.CodeNeeded(String ticket)
            when wish.code() != null -> signIns.withCode(ticket, wish.code(), visit);
            case SignIns.Outcome.CodeNeeded ignored ->
                throw new Refused(
                        HttpStatus.UNAUTHORIZED,
                        "code_needed",
                        "Signing in takes a code of your authenticator too: send the same again with the field 'code'.");
        };
    }

    /** Signs out: the cookie is good for nothing from now on. */
    @Delete
    @Permitted(Permission.OWN_PROFILE)
    HttpResponse<?> signOut(SignedIn me, HttpRequest<?> request) throws SQLException {
        sessions.end(me.member().id(), me.session().id());
        MutableHttpResponse<?> out = HttpResponse.noContent();
        cookies.signOut(request, out);
        return out;
    }
}
