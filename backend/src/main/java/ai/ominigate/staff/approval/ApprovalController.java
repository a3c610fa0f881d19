package ai.ominigate.staff.approval;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.approval.ApprovalKind;
import ai.ominigate.model.approval.ApprovalStatus;
import ai.ominigate.model.approval.ApproveProposal;
import ai.ominigate.model.approval.RefuseProposal;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.RequestId;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What waits for a second person. */
@Controller("/admin/v1/approvals")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_APPROVALS)
final class ApprovalController {
    private final Approvals approvals;

    ApprovalController(Approvals approvals) {
        this.approvals = approvals;
    }

    /**
     * What was proposed of the kinds that one may see, the newest first unless it is sorted.
     *
     * @param status only those
     * @param kind only those
     * @param proposer only what this member proposed, by their id
     */
    @Recorded("approval.list")
    @Get
    Page<ApprovalDetails> list(
            PageRequest page,
            @Nullable Sort<ProposalOrder> sort,
            @QueryValue @Nullable ApprovalStatus status,
            @QueryValue @Nullable String kind,
            @QueryValue @Nullable UUID proposer,
            Actor.Member me)
            throws SQLException {
        return approvals.list(
                page,
                Sort.orLargestFirst(sort, ProposalOrder.PROPOSED_AT),
                new ProposalTable.Wanted(status, kind, proposer),
                me);
    }

    /**
     * What sorts of actions there are that one may see proposed, all at once. Where fewer than two people can agree, nothing
     * that one of them proposes can be done.
     */
    @Get("/kinds")
    Page<ApprovalKind> kinds(Actor.Member me) throws SQLException {
        return new Page<>(approvals.kindsWithPeople(me), null);
    }

    /** One of them. That one has looked at it is noted. */
    @Recorded(value = "approval.view", subject = "approval")
    @Get("/{id}")
    ApprovalDetails get(UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        return approvals.look(id, me, RequestId.of(request));
    }

    /** Agrees to it, which does it. Refused to whoever proposed it. */
    @Post("/{id}/approve")
    @Allowed(value = Capability.VIEW_APPROVALS, stepUp = true)
    ApprovalDetails approve(
            UUID id, @Body ApproveProposal wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return approvals.approve(id, version, wish, wish.note(), me, command);
    }

    /** Does not agree to it, which ends it. */
    @Post("/{id}/refuse")
    ApprovalDetails refuse(
            UUID id, @Body RefuseProposal wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return approvals.refuse(id, version, wish, wish.reason(), me, command);
    }

    /** Takes back what one proposed oneself. */
    @Post("/{id}/withdraw")
    ApprovalDetails withdraw(UUID id, ExpectedVersion version, Command command, Actor.Member me) throws SQLException {
        return approvals.withdraw(id, version, me, command);
    }
}
