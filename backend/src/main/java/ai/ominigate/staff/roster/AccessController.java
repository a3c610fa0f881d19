package ai.ominigate.staff.roster;

import ai.ominigate.model.Page;
import ai.ominigate.model.staff.AccessDetails;
import ai.ominigate.model.staff.ReviewAccess;
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
import ai.ominigate.staff.identity.AccessOrder;
import ai.ominigate.staff.identity.AccessReviews;
import ai.ominigate.staff.identity.Members;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether whoever works here still needs what they may do: looked through every quarter, person by person. */
@Controller("/admin/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccessController {
    private final Members members;
    private final AccessReviews reviews;
    private final Administrators administrators;
    private final RoleChange roleChange;
    private final Removal removal;
    private final Approvals approvals;
    private final Commands commands;
    private final AuditLog audit;

    AccessController(
            Members members,
            AccessReviews reviews,
            Administrators administrators,
            RoleChange roleChange,
            Removal removal,
            Approvals approvals,
            Commands commands,
            AuditLog audit) {
        this.members = members;
        this.reviews = reviews;
        this.administrators = administrators;
        this.roleChange = roleChange;
        this.removal = removal;
        this.approvals = approvals;
        this.commands = commands;
        this.audit = audit;
    }

    /** Everybody who works here, with their roles: who was looked at longest ago first, unless they are sorted. */
    @Recorded("staff.list-access")
    @Get("/access")
    @Allowed(Capability.VIEW_STAFF)
    Page<AccessDetails> list(PageRequest page, @Nullable Sort<AccessOrder> sort) throws SQLException {
        return reviews.list(page, sort == null ? new Sort<>(AccessOrder.REVIEWED_AT, false) : sort);
    }

    /**
     * Says which of the roles of a member are still needed, which is kept. What is not goes when another administrator
     * agrees: then this is answered with 202.
     */
    @Post("/staff/{id}/review")
    @Allowed(value = Capability.MANAGE_STAFF, stepUp = true)
    HttpResponse<AccessDetails> review(
            @PathVariable UUID id, @Body ReviewAccess wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        AccessDetails reviewed = commands.once(command, wish, AccessDetails.class, transaction -> {
            Members.Listed member = Roster.active(members, transaction, id);
            version.check(Objects.requireNonNull(reviews.find(transaction, id)));
            requireAnother(id, me);
            Set<Role> kept = EnumSet.noneOf(Role.class);
            kept.addAll(wish.roles());
            Set<Role> taken = EnumSet.copyOf(member.member().roles());
            if (!taken.containsAll(kept)) {
                throw Refused.invalid("The field 'roles' has only roles that the member has.");
            }
            taken.removeAll(kept);
            UUID approval = taken.isEmpty() ? null : takeAway(transaction, member, kept, wish.reason(), me, command);
            reviews.record(transaction, id, kept, taken, wish.reason().strip(), me.member(), approval);
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "staff.review-access",
                            Act.Outcome.DONE,
                            "staff:" + id,
                            null,
                            command.requestId(),
                            Map.of("kept", kept.toString(), "taken", taken.toString())));
            return Objects.requireNonNull(reviews.find(transaction, id));
        });
        AccessDetails.Review last = reviewed.review();
        return last != null && last.approval() != null
                ? HttpResponse.<AccessDetails>accepted().body(reviewed)
                : HttpResponse.ok(reviewed);
    }

    private static void requireAnother(UUID member, Actor.Member me) {
        if (me.member().equals(member)) {
            throw Refused.forbidden(
                    "about_yourself",
                    "This is about yourself. Another administrator has to look at it.",
                    new RightNeeded(Capability.MANAGE_STAFF.name(), Rights.rolesWith(Capability.MANAGE_STAFF), false));
        }
    }

    private UUID takeAway(
            Connection transaction,
            Members.Listed member,
            Set<Role> kept,
            String reason,
            Actor.Member me,
            Command command)
            throws SQLException {
        administrators.requireTwo(transaction);
        administrators.requireOneLeft(transaction, member.member().roles(), kept);
        UUID id = member.member().id();
        if (kept.isEmpty()) {
            return UUID.fromString(approvals
                    .propose(
                            transaction,
                            removal,
                            new Removal.Wish(id),
                            new Approvals.Wording(
                                    "staff:" + id,
                                    "Removes the member, as a review found that they need no access any more.",
                                    reason.strip()),
                            me,
                            command.requestId())
                    .id());
        }
        if (member.atProvider()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "roles_at_provider",
                    "Your organisation's provider says which roles this member has. Have them changed there; they count"
                            + " from the next sign-in.");
        }
        return UUID.fromString(approvals
                .propose(
                        transaction,
                        roleChange,
                        new RoleChange.Wish(id, member.member().version(), List.copyOf(kept)),
                        new Approvals.Wording(
                                "staff:" + id,
                                "Changes the roles from "
                                        + Roster.titles(member.member().roles()) + " to " + Roster.titles(kept)
                                        + ", as a review found that they need no more.",
                                reason.strip()),
                        me,
                        command.requestId())
                .id());
    }
}
