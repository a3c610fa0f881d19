package ai.ominigate.staff.roster;

import ai.ominigate.credential.Email;
import ai.ominigate.model.Page;
import ai.ominigate.model.staff.InvitationDetails;
import ai.ominigate.model.staff.InviteMember;
import ai.ominigate.model.staff.Invited;
import ai.ominigate.model.staff.RightNeeded;
import ai.ominigate.model.staff.Role;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.identity.InvitationOrder;
import ai.ominigate.staff.identity.Invitations;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.live.LiveNews;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import ai.ominigate.staff.rights.Rights;
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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Inviting people to the staff. */
@Controller("/admin/v1/invitations")
@ExecuteOn(TaskExecutors.BLOCKING)
final class InvitationController {
    private static final int LONGEST_NAME = 200;
    private static final String SHOWN_BEFORE =
            "This was done before; see the lists of invitations and approvals. If nobody has the token, make a new one with POST"
                    + " /admin/v1/invitations/{id}/token.";

    private final Invitations invitations;
    private final Members members;
    private final Administrators administrators;
    private final NewMember newMember;
    private final Approvals approvals;
    private final Commands commands;
    private final AuditLog audit;
    private final LiveNews news;

    InvitationController(
            Invitations invitations,
            Members members,
            Administrators administrators,
            NewMember newMember,
            Approvals approvals,
            Commands commands,
            AuditLog audit,
            LiveNews news) {
        this.invitations = invitations;
        this.members = members;
        this.administrators = administrators;
        this.newMember = newMember;
        this.approvals = approvals;
        this.commands = commands;
        this.audit = audit;
        this.news = news;
    }

    /**
     * Invitations that nobody has confirmed yet, the newest first unless they are sorted.
     *
     * @param role only those to somebody who will have it
     * @param accepted only those that somebody has chosen a password for, or has not
     */
    @Recorded("invitation.list")
    @Get
    @Allowed(Capability.VIEW_STAFF)
    Page<InvitationDetails> list(
            PageRequest page,
            @Nullable Sort<InvitationOrder> sort,
            @QueryValue @Nullable Role role,
            @QueryValue @Nullable Boolean accepted,
            Actor.Member me)
            throws SQLException {
        return invitations
                .list(page, Sort.orLargestFirst(sort, InvitationOrder.CREATED_AT), role, accepted)
                .map(open -> details(open, Roster.email(open.email(), me)));
    }

    /**
     * Invites somebody. While there is only one administrator, the answer has the token to hand over. As soon as there are
     * two, the other one has to agree, as whoever comes may see what an administrator may not; then each of them has a part
     * of the token made by {@code POST /admin/v1/invitations/{id}/token}.
     */
    @Post
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    @Status(HttpStatus.CREATED)
    Invited invite(@Body InviteMember wish, Command command, Actor.Member me) throws SQLException {
        Set<Role> roles = Roster.checked(wish.roles());
        String email = Email.checked(wish.email());
        if (wish.name().length() > LONGEST_NAME) {
            throw Refused.invalid("The field 'name' has at most " + LONGEST_NAME + " characters.");
        }
        return commands.shownOnce(command, wish, SHOWN_BEFORE, transaction -> {
            if (members.named(transaction, email) != null) {
                throw new Refused(
                        HttpStatus.CONFLICT, "email_taken", "Somebody of the staff has this e-mail address already.");
            }
            return administrators.isOnlyOne(transaction)
                    ? invite(transaction, wish, email, roles, me, command)
                    : propose(transaction, wish, email, roles, me, command);
        });
    }

    private Invited propose(
            Connection transaction, InviteMember wish, String email, Set<Role> roles, Actor.Member me, Command command)
            throws SQLException {
        if (wish.reason() == null || wish.reason().isBlank()) {
            throw Refused.invalid("The field 'reason' is missing: another administrator has to agree, and is told it.");
        }
        return new Invited(
                null,
                null,
                approvals.propose(
                        transaction,
                        newMember,
                        new NewMember.Wish(email, wish.name(), List.copyOf(roles)),
                        new Approvals.Wording(
                                "staff:new",
                                "Invites " + wish.name() + ", " + email + ", as: " + Roster.titles(roles) + ".",
                                wish.reason()),
                        me,
                        command.requestId()));
    }

    private Invited invite(
            Connection transaction, InviteMember wish, String email, Set<Role> roles, Actor.Member me, Command command)
            throws SQLException {
        Invitations.Issued issued = invitations.invite(transaction, email, wish.name(), roles, me.member());
        record(transaction, me, "staff.invite", issued.id(), command.requestId(), Map.of("roles", roles.toString()));
        return invited(transaction, issued);
    }

    /**
     * A new token for an invitation; the one before is good for nothing from now on. Where two have decided it, each of
     * them gets a part, and whoever is invited needs both: so neither can come in as somebody else.
     */
    @Post("/{id}/token")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    Invited token(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        try {
            return commands.shownOnce(command, null, SHOWN_BEFORE, transaction -> {
                requirePart(transaction, lock(transaction, id, version), me);
                Invitations.Issued issued = Objects.requireNonNull(invitations.renew(transaction, id, me.member()));
                record(transaction, me, "invitation.renew", id, command.requestId(), Map.of());
                return invited(transaction, issued);
            });
        } catch (Refused refused) {
            if (refused.status() == HttpStatus.FORBIDDEN) {
                audit.append(new Act(
                        me,
                        "invitation.renew",
                        Act.Outcome.REFUSED,
                        "invitation:" + id,
                        null,
                        command.requestId(),
                        Map.of("code", refused.code())));
            }
            throw refused;
        }
    }

    /** Whoever has a token comes in: so nobody gets one who has not decided it, and nobody one alone where two decide. */
    private void requirePart(Connection transaction, Invitations.Open open, Actor.Member me) throws SQLException {
        if (open.agreedBy() == null && !administrators.isOnlyOne(transaction)) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "second_person_needed",
                    "This was decided while there was only one administrator, and there are more now. Withdraw it and invite"
                            + " again, so that another one agrees.");
        }
        if (open.agreedBy() != null
                && !me.member().equals(open.agreedBy())
                && !me.member().equals(open.invitedBy())) {
            throw Refused.forbidden(
                    "not_your_invitation",
                    "Two others have decided this, and each of them hands over a part of the token.",
                    new RightNeeded(Capability.MANAGE_STAFF.name(), Rights.rolesWith(Capability.MANAGE_STAFF), true));
        }
    }

    /** Withdraws an invitation. */
    @Delete("/{id}")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    @Status(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        commands.once(command, null, transaction -> {
            lock(transaction, id, version);
            invitations.withdraw(transaction, id);
            news.tell(transaction, Roster.invitationChanged(id, null));
            record(transaction, me, "invitation.withdraw", id, command.requestId(), Map.of());
        });
    }

    private Invitations.Open lock(Connection transaction, UUID id, ExpectedVersion version) throws SQLException {
        Invitations.Open open = invitations.lock(transaction, id);
        if (open == null) {
            throw Refused.notFound("There is no open invitation with the id '" + id + "'.");
        }
        version.check(details(open, open.email()));
        return open;
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

    private Invited invited(Connection transaction, Invitations.Issued issued) throws SQLException {
        Invitations.Open open = Objects.requireNonNull(invitations.lock(transaction, issued.id()));
        news.tell(transaction, Roster.invitationChanged(open.id(), open.version()));
        return new Invited(details(open, open.email()), issued.token(), null);
    }

    private static InvitationDetails details(Invitations.Open open, String email) {
        return new InvitationDetails(
                open.id().toString(),
                open.version(),
                email,
                open.name(),
                List.copyOf(open.roles()),
                open.invitedBy().toString(),
                open.createdAt(),
                open.expiresAt(),
                open.accepted(),
                open.agreedBy() == null ? null : open.agreedBy().toString());
    }
}
