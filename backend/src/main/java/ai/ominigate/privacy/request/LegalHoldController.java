package ai.ominigate.privacy.request;

import ai.ominigate.model.Page;
import ai.ominigate.model.approval.ApprovalDetails;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.HoldAccount;
import ai.ominigate.model.privacy.LegalHoldDetails;
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

/** Accounts whose data are kept for a legal matter. */
@Controller("/admin/v1/privacy/legal-holds")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.REQUEST_LEGAL_HOLD)
final class LegalHoldController {
    private final LegalHolds holds;

    LegalHoldController(LegalHolds holds) {
        this.holds = holds;
    }

    /**
     * What is kept and was, the newest first.
     *
     * @param account only of this account, by its id
     */
    @Recorded("legal-hold.list")
    @Get
    Page<LegalHoldDetails> list(
            PageRequest page, @Nullable Sort<LegalHolds.Order> sort, @QueryValue @Nullable UUID account)
            throws SQLException {
        return holds.list(page, sort, account);
    }

    /** Asks that an account's data are kept; a privacy officer has to agree. */
    @Post
    @Status(HttpStatus.ACCEPTED)
    ApprovalDetails ask(@Body HoldAccount wish, Command command, Actor.Member me) throws SQLException {
        return holds.ask(wish, me, command);
    }

    /** Asks that they are kept no more; another privacy officer has to agree. */
    @Post("/{id}/lift")
    @Status(HttpStatus.ACCEPTED)
    @Allowed(Capability.SET_LEGAL_HOLD)
    ApprovalDetails lift(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return holds.askToLift(id, version, wish, me, command);
    }
}
