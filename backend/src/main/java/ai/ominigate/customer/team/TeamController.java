package ai.ominigate.customer.team;

import ai.ominigate.customer.door.Cookies;
import ai.ominigate.customer.door.ForEverybody;
import ai.ominigate.customer.door.Permission;
import ai.ominigate.customer.door.Permitted;
import ai.ominigate.customer.door.Requester.SignedIn;
import ai.ominigate.customer.identity.CustomerSession.Opened;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.model.Page;
import ai.ominigate.model.own.ChangeTeamRole;
import ai.ominigate.model.own.InviteTeamMember;
import ai.ominigate.model.own.JoinTeam;
import ai.ominigate.model.own.TeamInvitation;
import ai.ominigate.model.own.TeamMember;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The people of one's account. */
@Controller("/api/v1/team")
@ExecuteOn(TaskExecutors.BLOCKING)
final class TeamController {
    private final DataSource dataSource;
    private final Members members;
    private final Team team;
    private final Sessions sessions;
    private final Cookies cookies;

    TeamController(DataSource dataSource, Members members, Team team, Sessions sessions, Cookies cookies) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.team = team;
        this.sessions = sessions;
        this.cookies = cookies;
    }

    /** Who signs in to the account, the owner first. */
    @Get("/members")
    @Permitted(Permission.OWN_PROFILE)
    Page<TeamMember> members(SignedIn me) throws SQLException {
        return new Page<>(
                members.of(me.account()).stream().map(TeamController::details).toList(), null);
    }

    private static TeamMember details(Member member) {
        return new TeamMember(
                member.id().toString(),
                member.version(),
                member.email(),
                member.role(),
                member.profile().name(),
                member.createdAt());
    }

    /** Has a member do something else. */
    @Put("/members/{id}")
    @Permitted(Permission.MANAGE_TEAM)
    TeamMember setRole(@PathVariable UUID id, @Body ChangeTeamRole wish, ExpectedVersion version, SignedIn me)
            throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            version.check(details(team.required(transaction, me.account(), id)));
            return details(team.setRole(transaction, me.account(), id, wish.role()));
        });
    }

    /** Asks a member out: they are signed out and forgotten as a member. Keys that they made stay. */
    @Delete("/members/{id}")
    @Permitted(Permission.MANAGE_TEAM)
    @Status(HttpStatus.NO_CONTENT)
    void remove(@PathVariable UUID id, SignedIn me) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            team.remove(transaction, me.account(), id);
            return true;
        });
    }

    /** Leaves the account; for its owner, that is to close it. */
    @Delete("/members/me")
    @Permitted(Permission.OWN_PROFILE)
    HttpResponse<?> leave(SignedIn me, HttpRequest<?> request) throws SQLException {
        remove(me.member().id(), me);
        MutableHttpResponse<?> out = HttpResponse.noContent();
        cookies.signOut(request, out);
        return out;
    }

    /** Who is asked in and has not come yet. */
    @Get("/invitations")
    @Permitted(Permission.MANAGE_TEAM)
    Page<TeamInvitation> invitations(SignedIn me) throws SQLException {
        return new Page<>(
                team.invited(me.account()).stream().map(Invitation::details).toList(), null);
    }

    /** Asks somebody in, by a letter that is good for a week. */
    @Post("/invitations")
    @Permitted(Permission.MANAGE_TEAM)
    @Status(HttpStatus.CREATED)
    TeamInvitation invite(@Body InviteTeamMember wish, SignedIn me) throws SQLException {
        return team.invite(me.account(), wish.email(), wish.role(), me.member().language())
                .details();
    }

    /** Takes an invitation back. */
    @Delete("/invitations/{id}")
    @Permitted(Permission.MANAGE_TEAM)
    @Status(HttpStatus.NO_CONTENT)
    void takeBack(@PathVariable UUID id, SignedIn me) throws SQLException {
        if (!team.takeBack(me.account(), id)) {
            throw Refused.notFound("Your account has no such invitation that is open.");
        }
    }

    /** Comes into an account, by what stands in the letter, and signs in to it; who was signed in before is not any more. */
    @Post("/join")
    @ForEverybody
    HttpResponse<Void> join(@Body JoinTeam wish, Visit visit, @Nullable SignedIn before, HttpRequest<?> request)
            throws SQLException {
        Opened opened = team.join(wish.token(), wish.password(), visit);
        if (before != null) {
            sessions.end(before.member().id(), before.session().id());
        }
        MutableHttpResponse<Void> in = HttpResponse.noContent();
        cookies.signIn(request, in, opened);
        return in;
    }
}
