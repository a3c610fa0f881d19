package ai.ominigate.privacy.request;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.LiftRestriction;
import ai.ominigate.model.privacy.RestrictionDetails;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Accounts whose data are only kept, or not used for what their owners object to. */
@Controller("/admin/v1/privacy/restrictions")
@ExecuteOn(TaskExecutors.BLOCKING)
final class RestrictionController {
    private final RestrictionDesk desk;

    RestrictionController(RestrictionDesk desk) {
        this.desk = desk;
    }

    /**
     * What is restricted or objected to and was, the newest first.
     *
     * @param account only of this account, by its id
     */
    @Recorded("restriction.list")
    @Get
    @Allowed(Capability.VIEW_REQUESTS)
    Page<RestrictionDetails> list(
            PageRequest page, @Nullable Sort<RestrictionDesk.Order> sort, @QueryValue @Nullable UUID account)
            throws SQLException {
        return desk.list(page, sort, account);
    }

    /** Asks to end one; a second person has to agree. Its owner is told three days before it ends, and why. */
    @Post("/{id}/lift")
    @Status(HttpStatus.ACCEPTED)
    @Allowed(Capability.PREPARE_REQUESTS)
    ApprovalDetails lift(
            @PathVariable UUID id,
            @Body LiftRestriction wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return desk.askToLift(id, version, wish, me, command);
    }
}
