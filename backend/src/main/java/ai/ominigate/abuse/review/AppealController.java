package ai.ominigate.abuse.review;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AnswerAppeal;
import ai.ominigate.model.abuse.AppealDetails;
import ai.ominigate.model.abuse.AppealStatus;
import ai.ominigate.model.abuse.RecordAppeal;
import ai.ominigate.model.abuse.SettleAppeal;
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

/** What owners say against decisions. */
@Controller("/admin/v1/abuse/appeals")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AppealController {
    private final Appeals appeals;

    AppealController(Appeals appeals) {
        this.appeals = appeals;
    }

    /**
     * Appeals, the newest first unless they are sorted. Their cases are in the queue too.
     *
     * @param status only those of which this became
     */
    @Recorded("appeal.list")
    @Get
    @Allowed(Capability.VIEW_APPEALS)
    Page<AppealDetails> list(
            PageRequest page,
            @Nullable Sort<AppealSort> sort,
            @QueryValue @Nullable AppealStatus status,
            Actor.Member me)
            throws SQLException {
        return appeals.list(page, Sort.orLargestFirst(sort, AppealSort.RECEIVED_AT), status, me);
    }

    /** One of them. That one looked is written down. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_APPEALS)
    AppealDetails get(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        return appeals.look(id, me, RequestId.of(request));
    }

    /** Records that an owner appeals. The decision's case waits in the queue again; where there is none, one is opened. */
    @Post
    @Allowed(Capability.DECIDE_ABUSE)
    @Status(HttpStatus.CREATED)
    AppealDetails record(@Body RecordAppeal wish, Command command, Actor.Member me) throws SQLException {
        return appeals.record(wish, me, command);
    }

    /** Adds what was written to the owner, or by them. */
    @Post("/{id}/messages")
    @Allowed(Capability.DECIDE_ABUSE)
    AppealDetails answer(@PathVariable UUID id, @Body AnswerAppeal wish, Command command, Actor.Member me)
            throws SQLException {
        return appeals.answer(id, wish, me, command);
    }

    /** Lets the decision stay. */
    @Post("/{id}/uphold")
    @Allowed(Capability.DECIDE_APPEALS)
    AppealDetails uphold(
            @PathVariable UUID id, @Body SettleAppeal wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return appeals.uphold(id, version, wish, me, command);
    }

    /** Undoes the decision and what hung on it; the flags of its case count as wrong. */
    @Post("/{id}/overturn")
    @Allowed(Capability.DECIDE_APPEALS)
    AppealDetails overturn(
            @PathVariable UUID id, @Body SettleAppeal wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return appeals.overturn(id, version, wish, me, command);
    }
}
