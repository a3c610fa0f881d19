package ai.ominigate.dashboard;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.customer.team.Invitation;
import ai.ominigate.customer.team.Team;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
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
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.net.URI;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The people of an account, and how one comes to be one of them. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Produces(MediaType.TEXT_HTML)
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
final class TeamPages {
    private static final URI PAGE = URI.create("/team");

    private final DataSource dataSource;
    private final Members members;
    private final Team team;
    private final Sessions sessions;
    private final Cookies cookies;
    private final Pages pages;

    TeamPages(DataSource dataSource, Members members, Team team, Sessions sessions, Cookies cookies, Pages pages) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.team = team;
        this.sessions = sessions;
        this.cookies = cookies;
        this.pages = pages;
    }

    @Get("/team")
    @Permitted(Permission.MANAGE_TEAM)
    @Consumes(MediaType.ALL)
    HttpResponse<String> team(Requester.SignedIn me, HttpRequest<?> request) throws SQLException {
        return page(HttpStatus.OK, me, request, Form.EMPTY);
    }

    private HttpResponse<String> page(HttpStatus status, Requester.SignedIn me, HttpRequest<?> request, Form form)
            throws SQLException {
        return pages.page(
                status,
                request,
                "team",
                pages.frame(request, me, "team"),
                Map.of(
                        "members",
                        members.of(me.account()),
                        "invited",
                        team.invited(me.account()),
                        "me",
                        me.member(),
                        "form",
                        form));
    }

    @Post("/team/invitations")
    @Permitted(Permission.MANAGE_TEAM)
    HttpResponse<String> invite(@Body Map<String, String> fields, Requester.SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            team.invite(me.account(), form.get("email"), role(form), me.member().language());
            return HttpResponse.seeOther(PAGE);
        } catch (Refused e) {
            String why = pages.frame(request, me, "team").why(e);
            return page(e.status(), me, request, form.refused(why));
        }
    }

    private static MemberRole role(Form form) {
        try {
            return MemberRole.valueOf(form.get("role").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("Choose a role.");
        }
    }

    @Post("/team/invitations/{id}/end")
    @Permitted(Permission.MANAGE_TEAM)
    @Consumes(MediaType.ALL)
    HttpResponse<String> takeBack(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        if (!team.takeBack(me.account(), id)) {
            throw Refused.notFound("Your account has no such invitation that is open.");
        }
        return HttpResponse.seeOther(PAGE);
    }

    @Post("/team/members/{id}/role")
    @Permitted(Permission.MANAGE_TEAM)
    HttpResponse<String> setRole(@PathVariable UUID id, @Body Map<String, String> fields, Requester.SignedIn me)
            throws SQLException {
        MemberRole role = role(Form.of(fields));
        Transaction.run(dataSource, transaction -> team.setRole(transaction, me.account(), id, role));
        return HttpResponse.seeOther(PAGE);
    }

    @Post("/team/members/{id}/end")
    @Permitted(Permission.MANAGE_TEAM)
    @Consumes(MediaType.ALL)
    HttpResponse<String> remove(@PathVariable UUID id, Requester.SignedIn me) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            team.remove(transaction, me.account(), id);
            return true;
        });
        return HttpResponse.seeOther(PAGE);
    }

    /** Where the link of an invitation leads. Whoever is signed in is told as whom, and what becomes of that. */
    @Get("/join/{token}")
    @ForEverybody
    @Consumes(MediaType.ALL)
    HttpResponse<String> join(@PathVariable String token, Requester.@Nullable SignedIn me, HttpRequest<?> request)
            throws SQLException {
        Frame frame = pages.frame(request, me, "");
        Invitation invitation = team.pending(token);
        return invitation == null
                ? pages.ok(
                        request,
                        "told",
                        frame,
                        Map.of("kind", "join.gone", "to", "/", "button", frame.say("error.home")))
                : joining(HttpStatus.OK, request, frame, token, invitation.email(), Form.EMPTY);
    }

    /** A session that this browser had ends: nobody is two people, or keeps one that somebody else began. */
    @Post("/join/{token}")
    @ForEverybody
    HttpResponse<String> join(
            @PathVariable String token,
            @Body Map<String, String> fields,
            Visit visit,
            Requester.@Nullable SignedIn me,
            HttpRequest<?> request)
            throws SQLException {
        Form form = Form.of(fields);
        try {
            MutableHttpResponse<String> in = HttpResponse.seeOther(URI.create("/dashboard"));
            cookies.signIn(request, in, team.join(token, form.exactly("password"), visit));
            if (me != null) {
                sessions.end(me.member().id(), me.session().id());
            }
            return in.header(HttpHeaders.CACHE_CONTROL, "no-store");
        } catch (Refused e) {
            Frame frame = pages.frame(request, me, "");
            Invitation invitation = team.pending(token);
            return joining(
                    e.status(),
                    request,
                    frame,
                    token,
                    invitation == null ? null : invitation.email(),
                    form.refused(frame.why(e)));
        }
    }

    private HttpResponse<String> joining(
            HttpStatus status, HttpRequest<?> request, Frame frame, String token, @Nullable String email, Form form) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("kind", "join");
        parameters.put("action", "/join/" + token);
        parameters.put("complete", "new-password");
        parameters.put("email", email);
        parameters.put("form", form);
        return pages.page(status, request, "password", frame, parameters);
    }
}
