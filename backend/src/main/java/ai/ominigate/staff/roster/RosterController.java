package ai.ominigate.staff.roster;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.staff.GiveRoles;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.RemoveMember;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.model.staff.SignInMethod;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.MemberOrder;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.identity.SessionOrder;
import ai.ominigate.staff.identity.Sessions;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who works here, for administrators, and for auditors to see. */
@Controller("/admin/v1/staff")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RosterController {
    private final Members members;
    private final Sessions sessions;
    private final Administrators administrators;
    private final RoleChange roleChange;
    private final Removal removal;
    private final Approvals approvals;
    private final Commands commands;
    private final AuditLog audit;
    private final InstantSource clock;

    RosterController(
            Members members,
            Sessions sessions,
            Administrators administrators,
            RoleChange roleChange,
            Removal removal,
            Approvals approvals,
            Commands commands,
            AuditLog audit,
            InstantSource clock) {
        this.members = members;
        this.sessions = sessions;
        this.administrators = administrators;
        this.roleChange = roleChange;
        this.removal = removal;
        this.approvals = approvals;
        this.commands = commands;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Members of the staff, the newest first unless they are sorted. That one looked is written down.
     *
     * @param status only those
     * @param role only those who have it
     */
    @Recorded("staff.list")
    @Get
    @Allowed(Capability.VIEW_STAFF)
    Page<MemberDetails> list(
            PageRequest page,
            @Nullable Sort<MemberOrder> sort,
            @QueryValue @Nullable MemberStatus status,
            @QueryValue @Nullable Role role,
            Actor.Member me)
            throws SQLException {
        return members.list(
                        page,
                        Sort.orLargestFirst(sort, MemberOrder.JOINED_AT),
                        status == null ? null : status == MemberStatus.ACTIVE,
                        role)
                .map(member -> details(member, me));
    }

    /** One of them. That one looked is written down. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_STAFF)
    MemberDetails get(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        Members.Listed member = member(id);
        recordReading(me, "staff.view", id, request);
        return details(member, me);
    }

    /** Asks to give a member other roles. It is done when another administrator agrees. */
    @Post("/{id}/roles")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails giveRoles(
            @PathVariable UUID id, @Body GiveRoles wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        Set<Role> roles = Roster.checked(wish.roles());
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            administrators.requireTwo(transaction);
            Members.Listed member = Roster.active(members, transaction, id);
            version.check(details(member, me));
            if (member.atProvider()) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "roles_at_provider",
                        "Your organisation's provider says which roles this member has. Have them changed there; they count"
                                + " from the next sign-in.");
            }
            Set<Role> before = member.member().roles();
            if (before.equals(roles)) {
                throw Refused.invalid("The member has these roles already.");
            }
            administrators.requireOneLeft(transaction, before, roles);
            return approvals.propose(
                    transaction,
                    roleChange,
                    new RoleChange.Wish(id, member.member().version(), List.copyOf(roles)),
                    new Approvals.Wording(
                            "staff:" + id,
                            "Changes the roles from " + Roster.titles(before) + " to " + Roster.titles(roles) + ".",
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    /** Asks to remove a member. It is done when another administrator agrees. */
    @Post("/{id}/remove")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails remove(
            @PathVariable UUID id, @Body RemoveMember wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, ApprovalDetails.class, transaction -> {
            administrators.requireTwo(transaction);
            Members.Listed member = Roster.active(members, transaction, id);
            version.check(details(member, me));
            administrators.requireOneLeft(transaction, member.member().roles(), Set.of());
            return approvals.propose(
                    transaction,
                    removal,
                    new Removal.Wish(id),
                    new Approvals.Wording(
                            "staff:" + id,
                            "Removes the member, who is "
                                    + Roster.titles(member.member().roles())
                                    + ": signed out at once, and can sign in no more.",
                            wish.reason()),
                    me,
                    command.requestId());
        });
    }

    /** A member's sessions that have not ended, the newest first unless they are sorted. That one looked is written down. */
    @Get("/{id}/sessions")
    @Allowed(Capability.VIEW_STAFF)
    Page<SessionDetails> sessions(
            @PathVariable UUID id,
            PageRequest page,
            @Nullable Sort<SessionOrder> sort,
            Actor.Member me,
            HttpRequest<?> request)
            throws SQLException {
        member(id);
        recordReading(me, "session.list", id, request);
        Instant now = clock.instant();
        return sessions.list(page, Sort.orLargestFirst(sort, SessionOrder.CREATED_AT), id)
                .map(session -> session.details(me.session(), now));
    }

    /** Ends all sessions of a member: they have to sign in again. One administrator is enough, as it may be urgent. */
    @Delete("/{id}/sessions")
    @Allowed(Capability.END_SESSIONS)
    @Status(HttpStatus.NO_CONTENT)
    void endSessions(@PathVariable UUID id, Command command, Actor.Member me) throws SQLException {
        member(id);
        commands.once(command, null, transaction -> {
            int ended = sessions.endAll(transaction, id, null);
            audit.append(transaction, ended(me, id, command, Map.of("sessions", Integer.toString(ended))));
        });
    }

    /** Ends one session of a member. */
    @Delete("/{id}/sessions/{session}")
    @Allowed(Capability.END_SESSIONS)
    @Status(HttpStatus.NO_CONTENT)
    void endSession(@PathVariable UUID id, @PathVariable UUID session, Command command, Actor.Member me)
            throws SQLException {
        commands.once(command, null, transaction -> {
            if (!sessions.end(transaction, id, session)) {
                throw Refused.notFound("The member has no session with the id '" + session + "' that has not ended.");
            }
            audit.append(transaction, ended(me, id, command, Map.of("session", session.toString())));
        });
    }

    private void recordReading(Actor.Member me, String action, UUID id, HttpRequest<?> request) throws SQLException {
        audit.append(new Act(me, action, Act.Outcome.DONE, "staff:" + id, null, RequestId.of(request), Map.of()));
    }

    private static Act ended(Actor.Member me, UUID id, Command command, Map<String, String> details) {
        return new Act(me, "session.end", Act.Outcome.DONE, "staff:" + id, null, command.requestId(), details);
    }

    private Members.Listed member(UUID id) throws SQLException {
        Members.Listed member = members.listed(id);
        if (member == null) {
            throw Roster.noSuchMember(id.toString());
        }
        return member;
    }

    private static MemberDetails details(Members.Listed row, Actor.Member me) {
        return new MemberDetails(
                row.member().id().toString(),
                row.member().version(),
                Roster.email(row.member().email(), me),
                row.member().name(),
                List.copyOf(row.member().roles()),
                row.active() ? MemberStatus.ACTIVE : MemberStatus.REMOVED,
                row.atProvider() ? SignInMethod.PROVIDER : SignInMethod.PASSWORD,
                row.member().createdAt(),
                row.lastSignInAt(),
                row.sessions());
    }
}
