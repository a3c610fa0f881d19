package ai.ominigate.staff.roster;

import ai.ominigate.model.Page;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.Email;
import ai.ominigate.staff.identity.Invitations;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** Inviting people to the staff. */
@Controller("/admin/v1/invitations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InvitationController {
    private static final int LONGEST_NAME = 200;

    private final Invitations invitations;
    private final Members members;
    private final AuditLog audit;
    private final DataSource dataSource;

    InvitationController(Invitations invitations, Members members, AuditLog audit, DataSource dataSource) {
        this.invitations = invitations;
        this.members = members;
        this.audit = audit;
        this.dataSource = dataSource;
    }

    /** Invitations that nobody has confirmed yet, the newest first, all at once: they expire within three days. */
    @Get
    @Allowed(Capability.VIEW_STAFF)
    Page<InvitationDetails> list() throws SQLException {
        return new Page<>(
                invitations.open().stream().map(InvitationController::details).toList(), null);
    }

    /**
     * Invites somebody, and shows the token to hand over. An administrator is invited by one alone only while there is
     * no other, as nobody could agree then.
     */
    @Post
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    @Status(HttpStatus.CREATED)
    Invited invite(@Body InviteMember wish, Actor.Member me, HttpRequest<?> request) throws SQLException {
        Set<Role> roles = checked(wish.roles());
        String email = Email.checked(wish.email());
        if (wish.name().length() > LONGEST_NAME) {
            throw Refused.invalid("The field 'name' has at most " + LONGEST_NAME + " characters.");
        }
        return Transaction.run(dataSource, transaction -> {
            if (members.named(email) != null) {
                throw new Refused(
                        HttpStatus.CONFLICT, "email_taken", "Somebody of the staff has this e-mail address already.");
            }
            if (roles.contains(Role.ADMIN) && members.lockAdministrators(transaction) > 1) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "second_person_needed",
                        "A further administrator needs the agreement of a second one, which cannot be given here yet. The"
                                + " operator lets one in with: java -jar ominigate.jar staff setup-token");
            }
            Invitations.Issued issued = invitations.invite(transaction, email, wish.name(), roles, me.member());
            record(
                    transaction,
                    me,
                    "staff.invite",
                    issued.id(),
                    RequestId.of(request),
                    Map.of("roles", roles.toString()));
            return invited(transaction, issued);
        });
    }

    private static Set<Role> checked(List<Role> roles) {
        Set<Role> set = EnumSet.noneOf(Role.class);
        set.addAll(roles);
        if (!Rights.fitTogether(set)) {
            throw Refused.invalid("The field 'roles' has at least one role; ADMIN and AUDITOR go with no other.");
        }
        return set;
    }

    /** A new token for an invitation; the one before is good for nothing from now on. */
    @Post("/{id}/token")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    Invited token(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            Invitations.Issued issued = invitations.renew(transaction, id);
            if (issued == null) {
                throw noSuchInvitation(id);
            }
            record(transaction, me, "invitation.renew", id, RequestId.of(request), Map.of());
            return invited(transaction, issued);
        });
    }

    /** Withdraws an invitation. */
    @Delete("/{id}")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    @Status(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            if (!invitations.withdraw(transaction, id)) {
                throw noSuchInvitation(id);
            }
            record(transaction, me, "invitation.withdraw", id, RequestId.of(request), Map.of());
            return id;
        });
    }

    private void record(
            Connection transaction,
            Actor.Member me,
            String action,
            UUID invitation,
            String request,
            Map<String, String> details)
            throws SQLException {
        audit.append(
                transaction, new Act(me, action, Act.Outcome.DONE, "invitation:" + invitation, null, request, details));
    }

    private static Refused noSuchInvitation(UUID id) {
        return Refused.notFound("There is no open invitation with the id '" + id + "'.");
    }

    private Invited invited(Connection transaction, Invitations.Issued issued) throws SQLException {
        InvitationDetails details = invitations.open(transaction).stream()
                .filter(open -> open.id().equals(issued.id()))
                .map(InvitationController::details)
                .findAny()
                .orElseThrow(() -> new IllegalStateException("what was just made is open"));
        return new Invited(details, issued.token());
    }

    private static InvitationDetails details(Invitations.Open open) {
        return new InvitationDetails(
                open.id().toString(),
                open.email(),
                open.name(),
                List.copyOf(open.roles()),
                open.invitedBy().toString(),
                open.createdAt(),
                open.expiresAt(),
                open.accepted());
    }
}
