package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.CustomerSession;
import ai.ominigate.customer.identity.EmailChanges;
import ai.ominigate.customer.identity.Entrance;
import ai.ominigate.customer.identity.PasswordResets;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.identity.SignIns;
import ai.ominigate.customer.identity.SignUps;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.rest.Refused;
import io.micronaut.http.HttpHeaders;
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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How one gets in: signing up, signing in, another password; and out. */
@Controller
@ForEverybody
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class EntranceController {
    private static final String HOME = "/dashboard";

    /** A place on this host: one slash, nothing that a browser could take for another host, no half of an escape. */
    private static final Pattern HERE =
            Pattern.compile("/(?![/\\\\])(?!.*%(?![0-9A-Fa-f]{2}))[A-Za-z0-9._~!$&()*+,;=:@%/?-]{0,2000}");

    private final SignUps signUps;
    private final SignIns signIns;
    private final PasswordResets resets;
    private final EmailChanges emails;
    private final Sessions sessions;
    private final Entrance entrance;
    private final Cookies cookies;
    private final Pages pages;

    EntranceController(
            SignUps signUps,
            SignIns signIns,
            PasswordResets resets,
            EmailChanges emails,
            Sessions sessions,
            Entrance entrance,
            Cookies cookies,
            Pages pages) {
        this.signUps = signUps;
        this.signIns = signIns;
        this.resets = resets;
        this.emails = emails;
        this.sessions = sessions;
        this.entrance = entrance;
        this.cookies = cookies;
        this.pages = pages;
    }

    @Get("/sign-up")
    HttpResponse<String> signUp(Visit visit, Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        return form(request, me, "sign-up", Form.EMPTY.asking(entrance.question(Bar.Way.SIGN_UP, visit)));
    }

    @Post("/sign-up")
    HttpResponse<String> signUp(
            @Body Map<String, String> fields, Visit visit, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            signUps.ask(form.get("email"), form.exactly("password"), visit.showing(form.proof()));
            return told(request, me, "sign-up.sent", "/", "error.home");
        } catch (Refused e) {
            return refused(request, me, "sign-up", form.asking(entrance.question(Bar.Way.SIGN_UP, visit)), e);
        }
    }

    /** Where the link of the letter leads: the password shows that it is whoever signed up. */
    @Get("/sign-up/{token}")
    HttpResponse<String> confirm(@PathVariable String token, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        String email = signUps.pending(token);
        return email == null
                ? told(request, me, "link.gone", "/sign-up", "sign-up.button")
                : password(
                        HttpStatus.OK,
                        request,
                        me,
                        new Asked("sign-up.confirm", "/sign-up/" + token, "current-password", email),
                        Form.EMPTY);
    }

    @Post("/sign-up/{token}")
    HttpResponse<String> confirm(
            @PathVariable String token,
            @Body Map<String, String> fields,
            Visit visit,
            Requester.@Nullable SignedIn before,
            HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            return instead(before, request, signUps.confirm(token, form.exactly("password"), visit), HOME);
        } catch (Refused e) {
            return refusedPassword(
                    request,
                    before,
                    new Asked("sign-up.confirm", "/sign-up/" + token, "current-password", signUps.pending(token)),
                    form,
                    e);
        }
    }

    /** @param to where whoever signs in wants to go */
    @Get("/sign-in")
    @Consumes(MediaType.ALL)
    HttpResponse<String> signIn(
            @QueryValue @Nullable String to, Visit visit, Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        if (me != null) {
            return HttpResponse.seeOther(URI.create(here(to)));
        }
        return form(request, null, "sign-in", asking(new Form(Map.of("to", here(to)), null), visit));
    }

    @Post("/sign-in")
    HttpResponse<String> signIn(
            @Body Map<String, String> fields, Visit visit, Requester.@Nullable SignedIn before, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            return switch (signIns.withPassword(
                    form.get("email"), form.exactly("password"), visit.showing(form.proof()))) {
                case SignIns.Outcome.In(CustomerSession.Opened opened) ->
                    instead(before, request, opened, here(form.get("to")));
                case SignIns.Outcome.CodeNeeded(String ticket) ->
                    form(
                            request,
                            before,
                            "sign-in-code",
                            new Form(Map.of("to", here(form.get("to")), "ticket", ticket), null));
            };
        } catch (Refused e) {
            return refused(request, before, "sign-in", asking(form, visit), e);
        }
    }

    private Form asking(Form form, Visit visit) {
        return form.asking(entrance.question(Bar.Way.SIGN_IN, visit));
    }

    @Post("/sign-in/code")
    HttpResponse<String> code(
            @Body Map<String, String> fields, Visit visit, Requester.@Nullable SignedIn before, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            CustomerSession.Opened opened = signIns.withCode(form.get("ticket"), form.get("code"), visit);
            return instead(before, request, opened, here(form.get("to")));
        } catch (Refused e) {
            return e.code().equals("ticket_invalid")
                    ? refused(request, before, "sign-in", asking(form, visit), e)
                    : refused(request, before, "sign-in-code", form, e);
        }
    }

    @Post("/sign-out")
    @Permitted(Permission.OWN_PROFILE)
    @Consumes(MediaType.ALL)
    HttpResponse<String> signOut(Requester.@Nullable SignedIn me, HttpRequest<?> request) throws SQLException {
        end(me);
        MutableHttpResponse<String> out = HttpResponse.seeOther(URI.create("/"));
        cookies.signOut(request, out);
        return out;
    }

    private void end(Requester.@Nullable SignedIn before) throws SQLException {
        if (before != null) {
            sessions.end(before.member().id(), before.session().id());
        }
    }

    @Get("/reset")
    HttpResponse<String> reset(Requester.@Nullable SignedIn me, HttpRequest<?> request) {
        return form(request, me, "reset", Form.EMPTY);
    }

    @Post("/reset")
    HttpResponse<String> reset(
            @Body Map<String, String> fields, Visit visit, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            resets.ask(form.get("email"), visit);
            return told(request, me, "reset.sent", "/sign-in", "sign-in.button");
        } catch (Refused e) {
            return refused(request, me, "reset", form, e);
        }
    }

    @Get("/reset/{token}")
    HttpResponse<String> choose(@PathVariable String token, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        return resets.holds(token)
                ? password(HttpStatus.OK, request, me, ofReset(token), Form.EMPTY)
                : told(request, me, "link.gone", "/reset", "reset.button");
    }

    private static Asked ofReset(String token) {
        return new Asked("reset.choose", "/reset/" + token, "new-password", null);
    }

    @Post("/reset/{token}")
    HttpResponse<String> choose(
            @PathVariable String token, @Body Map<String, String> fields, Visit visit, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            resets.choose(token, form.exactly("password"), visit);
            return told(request, null, "reset.done", "/sign-in", "sign-in.button");
        } catch (Refused e) {
            return refusedPassword(request, null, ofReset(token), form, e);
        }
    }

    /** Where the links of both letters about another address lead: programs that look through mails press no buttons. */
    @Get("/email/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> email(@PathVariable String token, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        return emails.holds(token)
                ? confirming(HttpStatus.OK, request, me, token, Form.EMPTY)
                : told(request, me, "link.gone", "/settings", "section.settings");
    }

    @Post("/email/{token}")
    @Consumes(MediaType.ALL)
    HttpResponse<String> email(
            @PathVariable String token, Visit visit, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        try {
            boolean done = emails.follow(token, visit).done();
            return told(request, me, done ? "email.done" : "email.waiting", "/settings", "section.settings");
        } catch (Refused e) {
            return confirming(
                    e.status(),
                    request,
                    me,
                    token,
                    Form.EMPTY.refused(pages.frame(request).why(e)));
        }
    }

    private HttpResponse<String> confirming(
            HttpStatus status, HttpRequest<?> request, Requester.@Nullable SignedIn me, String token, Form form) {
        return pages.page(
                status,
                request,
                "confirm",
                pages.frame(request, me, ""),
                Map.of("kind", "email", "action", "/email/" + token, "form", form));
    }

    /** Remembers what somebody wants to read, and goes back to where they were. */
    @Post("/language")
    HttpResponse<String> language(@Body Map<String, String> fields, HttpRequest<?> request) {
        Form form = Form.of(fields);
        Language language = Language.tagged(form.get("language"))
                .orElseThrow(() -> Refused.invalid("Pages are not written in this language."));
        String back = form.get("back");
        MutableHttpResponse<String> answer =
                HttpResponse.seeOther(URI.create(HERE.matcher(back).matches() ? back : "/"));
        cookies.speak(request, answer, language.locale());
        return answer;
    }

    /** Whoever was signed in with this browser before is not any more, so that nobody keeps a session that others use. */
    private HttpResponse<String> instead(
            Requester.@Nullable SignedIn before, HttpRequest<?> request, CustomerSession.Opened opened, String to)
            throws SQLException {
        end(before);
        return in(request, opened, to);
    }

    private HttpResponse<String> in(HttpRequest<?> request, CustomerSession.Opened opened, String to) {
        MutableHttpResponse<String> answer = HttpResponse.seeOther(URI.create(to));
        cookies.signIn(request, answer, opened);
        return answer.header(HttpHeaders.CACHE_CONTROL, "no-store");
    }

    private static String here(@Nullable String to) {
        return to != null && HERE.matcher(to).matches() ? to : HOME;
    }

    private HttpResponse<String> form(
            HttpRequest<?> request, Requester.@Nullable SignedIn me, String template, Form form) {
        return pages.ok(request, template, pages.frame(request, me, ""), Map.of("form", form));
    }

    private HttpResponse<String> refused(
            HttpRequest<?> request, Requester.@Nullable SignedIn me, String template, Form form, Refused why) {
        Frame frame = pages.frame(request, me, "");
        return pages.page(why.status(), request, template, frame, Map.of("form", form.refused(frame.why(why))));
    }

    /**
     * What a page asks a password for.
     *
     * @param kind which sentences it has
     * @param complete which password, as browsers know them
     * @param email whose; null where the link alone says so
     */
    private record Asked(
            String kind,
            String action,
            String complete,
            @Nullable String email) {}

    /** @param me who is signed in, if the page is to tell them what becomes of that */
    private HttpResponse<String> password(
            HttpStatus status, HttpRequest<?> request, Requester.@Nullable SignedIn me, Asked asked, Form form) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("kind", asked.kind());
        parameters.put("action", asked.action());
        parameters.put("complete", asked.complete());
        parameters.put("email", asked.email());
        parameters.put("form", form);
        return pages.page(status, request, "password", pages.frame(request, me, ""), parameters);
    }

    private HttpResponse<String> refusedPassword(
            HttpRequest<?> request, Requester.@Nullable SignedIn me, Asked asked, Form form, Refused why) {
        String reason = pages.frame(request, me, "").why(why);
        return password(why.status(), request, me, asked, form.refused(reason));
    }

    private HttpResponse<String> told(
            HttpRequest<?> request, Requester.@Nullable SignedIn me, String kind, String to, String button) {
        Frame frame = pages.frame(request, me, "");
        return pages.ok(request, "told", frame, Map.of("kind", kind, "to", to, "button", frame.say(button)));
    }
}
