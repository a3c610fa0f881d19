package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.EmailChanges;
import ai.ominigate.customer.identity.PasswordResets;
import ai.ominigate.customer.identity.Profiles;
import ai.ominigate.customer.identity.SecondFactors;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.model.own.ChangeProfile;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Oneself: what one tells, how one signs in, and where one is signed in. */
@Controller("/settings")
@ExecuteOn(TaskExecutors.BLOCKING)
@Permitted(Permission.OWN_PROFILE)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class SettingsController {
    private static final String PAGE = "/settings";

    private final DataSource dataSource;
    private final Profiles profiles;
    private final PasswordResets passwords;
    private final EmailChanges emails;
    private final SecondFactors factors;
    private final Sessions sessions;
    private final Cookies cookies;
    private final Pages pages;

    SettingsController(
            DataSource dataSource,
            Profiles profiles,
            PasswordResets passwords,
            EmailChanges emails,
            SecondFactors factors,
            Sessions sessions,
            Cookies cookies,
            Pages pages) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.profiles = profiles;
        this.passwords = passwords;
        this.emails = emails;
        this.factors = factors;
        this.sessions = sessions;
        this.cookies = cookies;
        this.pages = pages;
    }

    /** @param done what was just done, by the name of its sentence */
    @Get
    @Consumes(MediaType.ALL)
    HttpResponse<String> settings(@QueryValue @Nullable String done, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        return page(HttpStatus.OK, request, me, known(done), "", Form.EMPTY);
    }

    private static @Nullable String known(@Nullable String done) {
        return done != null && Settings.DONE.contains(done) ? done : null;
    }

    @Post("/profile")
    HttpResponse<String> profile(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            ChangeProfile wish = new ChangeProfile(
                    form.get("language"),
                    form.get("name"),
                    form.get("company"),
                    form.get("country"),
                    form.get("timeZone"));
            Transaction.run(
                    dataSource,
                    transaction -> profiles.change(transaction, me.member().id(), wish));
            MutableHttpResponse<String> done = HttpResponse.seeOther(URI.create(PAGE + "?done=profile"));
            Language language = Language.tagged(wish.language()).orElse(Language.ENGLISH);
            if (language != Language.of(request)) {
                cookies.speak(request, done, language.locale());
            }
            return done;
        } catch (Refused | IllegalArgumentException e) {
            return refused(request, me, "profile", form, e);
        }
    }

    @Post("/email")
    HttpResponse<String> email(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            emails.ask(me.member().id(), form.get("email"), form.exactly("password"));
            return HttpResponse.seeOther(URI.create(PAGE + "?done=email"));
        } catch (Refused e) {
            return refused(request, me, "email", form, e);
        }
    }

    @Post("/password")
    HttpResponse<String> password(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            passwords.change(me.session(), form.exactly("present"), form.exactly("password"));
            return HttpResponse.seeOther(URI.create(PAGE + "?done=password"));
        } catch (Refused e) {
            return refused(request, me, "password", form, e);
        }
    }

    /** Offers an authenticator a secret; it counts once a code of it was shown. */
    @Post("/second-factor")
    HttpResponse<String> offer(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            SecondFactors.Offer offer = factors.offer(me.member().id(), form.exactly("password"));
            return offered(HttpStatus.OK, request, me, offer.secret(), offer.uri(), Form.EMPTY);
        } catch (Refused e) {
            return refused(request, me, "second-factor", form, e);
        }
    }

    private HttpResponse<String> offered(
            HttpStatus status, HttpRequest<?> request, Requester.SignedIn me, String secret, String uri, Form form) {
        return pages.once(
                status,
                request,
                "second-factor",
                pages.frame(request, me, "settings"),
                Map.of("secret", secret, "uri", uri, "form", form));
    }

    @Post("/second-factor/confirm")
    HttpResponse<String> confirm(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        Frame frame = pages.frame(request, me, "settings");
        try {
            return pages.once(
                    HttpStatus.OK,
                    request,
                    "recovery-codes",
                    frame,
                    Map.of("codes", factors.confirm(me.member().id(), form.get("code"))));
        } catch (Refused e) {
            return offered(e.status(), request, me, form.get("secret"), form.get("uri"), form.refused(frame.why(e)));
        }
    }

    @Post("/second-factor/end")
    HttpResponse<String> end(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            factors.turnOff(me.member().id(), form.exactly("password"), form.get("code"));
            return HttpResponse.seeOther(URI.create(PAGE + "?done=second-factor-off"));
        } catch (Refused e) {
            return refused(request, me, "second-factor", form, e);
        }
    }

    @Post("/sessions/{id}/end")
    @Consumes(MediaType.ALL)
    HttpResponse<String> endSession(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        if (!sessions.end(me.member().id(), id)) {
            throw Refused.notFound("You are not signed in there, or not any more.");
        }
        return HttpResponse.seeOther(URI.create(PAGE + "?done=session"));
    }

    @Post("/sessions/end")
    @Consumes(MediaType.ALL)
    HttpResponse<String> endOthers(Requester.SignedIn me) throws SQLException {
        sessions.endAll(me.member().id(), me.session().id());
        return HttpResponse.seeOther(URI.create(PAGE + "?done=sessions"));
    }

    private HttpResponse<String> refused(
            HttpRequest<?> request, Requester.SignedIn me, String part, Form form, RuntimeException why)
            throws SQLException {
        HttpStatus status = why instanceof Refused refused ? refused.status() : HttpStatus.BAD_REQUEST;
        String reason = pages.frame(request, me, "settings").why(why);
        return page(status, request, me, null, part, form.refused(reason));
    }

    private HttpResponse<String> page(
            HttpStatus status,
            HttpRequest<?> request,
            Requester.SignedIn me,
            @Nullable String done,
            String refusedPart,
            Form form)
            throws SQLException {
        Settings settings = new Settings(
                me.member(),
                sessions.of(me.member().id()),
                me.session().id(),
                Objects.requireNonNullElse(done, ""),
                refusedPart,
                form);
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("settings", settings);
        return pages.page(status, request, "settings", pages.frame(request, me, "settings"), parameters);
    }
}
