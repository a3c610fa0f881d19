package ai.ominigate.staff.roster;

import ai.ominigate.model.Page;
import ai.ominigate.model.staff.MemberDetails;
import ai.ominigate.model.staff.MemberStatus;
import ai.ominigate.model.staff.SessionDetails;
import ai.ominigate.model.staff.SignInMethod;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.identity.Sessions;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;

/** Who works here, for administrators, and for auditors to see. */
@Controller("/admin/v1/staff")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RosterController {
    private final Members members;
    private final Sessions sessions;
    private final AuditLog audit;
    private final DataSource dataSource;
    private final InstantSource clock;

    RosterController(Members members, Sessions sessions, AuditLog audit, DataSource dataSource, InstantSource clock) {
        this.members = members;
        this.sessions = sessions;
        this.audit = audit;
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /** Members of the staff, the newest first, removed ones too; all at once. */
    @Get
    @Allowed(Capability.VIEW_STAFF)
    Page<MemberDetails> list() throws SQLException {
        return new Page<>(members.list().stream().map(RosterController::details).toList(), null);
    }

    /** One of them. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_STAFF)
    MemberDetails get(@PathVariable UUID id) throws SQLException {
        return details(member(id));
    }

    /** A member's sessions that have not ended, the newest first, all at once. */
    @Get("/{id}/sessions")
    @Allowed(Capability.VIEW_STAFF)
    Page<SessionDetails> sessions(@PathVariable UUID id, Actor.Member me) throws SQLException {
        member(id);
        Instant now = clock.instant();
        return new Page<>(
                sessions.list(id).stream()
                        .map(session -> session.details(me.session(), now))
                        .toList(),
                null);
    }

    /** Ends all sessions of a member: they have to sign in again. One administrator is enough, as it may be urgent. */
    @Delete("/{id}/sessions")
    @Allowed(Capability.END_SESSIONS)
    @Status(HttpStatus.NO_CONTENT)
    void endSessions(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        member(id);
        Transaction.run(dataSource, transaction -> {
            int ended = sessions.endAll(transaction, id, null);
            audit.append(transaction, ended(me, id, request, Map.of("sessions", Integer.toString(ended))));
            return ended;
        });
    }

    /** Ends one session of a member. */
    @Delete("/{id}/sessions/{session}")
    @Allowed(Capability.END_SESSIONS)
    @Status(HttpStatus.NO_CONTENT)
    void endSession(@PathVariable UUID id, @PathVariable UUID session, Actor.Member me, HttpRequest<?> request)
            throws SQLException {
        Transaction.run(dataSource, transaction -> {
            if (!sessions.end(transaction, id, session)) {
                throw Refused.notFound("The member has no session with the id '" + session + "' that has not ended.");
            }
            audit.append(transaction, ended(me, id, request, Map.of("session", session.toString())));
            return session;
        });
    }

    private static Act ended(Actor.Member me, UUID id, HttpRequest<?> request, Map<String, String> details) {
        return new Act(me, "session.end", Act.Outcome.DONE, "staff:" + id, null, RequestId.of(request), details);
    }

    private Members.Listed member(UUID id) throws SQLException {
        Members.Listed member = members.listed(id);
        if (member == null) {
            throw Refused.notFound("There is no member of the staff with the id '" + id + "'.");
        }
        return member;
    }

    private static MemberDetails details(Members.Listed row) {
        return new MemberDetails(
                row.member().id().toString(),
                row.member().version(),
                row.member().email(),
                row.member().name(),
                List.copyOf(row.member().roles()),
                row.active() ? MemberStatus.ACTIVE : MemberStatus.REMOVED,
                row.atProvider() ? SignInMethod.PROVIDER : SignInMethod.PASSWORD,
                row.member().createdAt(),
                row.lastSignInAt(),
                row.sessions());
    }
}
