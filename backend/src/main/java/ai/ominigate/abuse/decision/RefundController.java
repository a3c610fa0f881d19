package ai.ominigate.abuse.decision;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.RefundAndClose;
import ai.ominigate.model.abuse.RefundDetails;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.approval.Approvals;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Accounts that are closed and get their money back. */
@Controller("/admin/v1/abuse/refunds")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RefundController {
    private final Refunds refunds;
    private final Approvals approvals;

    RefundController(Refunds refunds, Approvals approvals) {
        this.refunds = refunds;
        this.approvals = approvals;
    }

    /** What was asked for, is to be paid back and was; the newest first, unless it is sorted otherwise. */
    @Recorded("refund.list")
    @Get
    @Allowed(Capability.VIEW_REFUNDS_DUE)
    Page<RefundDetails> list(PageRequest page, @Nullable Sort<DecisionSort> sort) throws SQLException {
        return refunds.list(page, Sort.orLargestFirst(sort, DecisionSort.DECIDED_AT));
    }

    /** Asks that an account is closed and gets back what is left of its money. A lead of trust and safety has to agree. */
    @Post
    @Status(HttpStatus.ACCEPTED)
    @Allowed(Capability.PROPOSE_REFUND_AND_CLOSE)
    RefundDetails prepare(@Body RefundAndClose wish, Command command, Actor.Member me) throws SQLException {
        return refunds.prepare(approvals, wish, me, command);
    }
}
