package ai.ominigate.privacy.request;

import ai.ominigate.model.Page;
import ai.ominigate.model.privacy.AskSubject;
import ai.ominigate.model.privacy.AssignRequest;
import ai.ominigate.model.privacy.AssigneeFilter;
import ai.ominigate.model.privacy.DueDays;
import ai.ominigate.model.privacy.ExtendRequest;
import ai.ominigate.model.privacy.GiveReason;
import ai.ominigate.model.privacy.LetterPreview;
import ai.ominigate.model.privacy.LinkRequest;
import ai.ominigate.model.privacy.MergeRequest;
import ai.ominigate.model.privacy.NoteRequest;
import ai.ominigate.model.privacy.OpenRequest;
import ai.ominigate.model.privacy.PrepareRequest;
import ai.ominigate.model.privacy.ProposeRequest;
import ai.ominigate.model.privacy.RefuseRequest;
import ai.ominigate.model.privacy.Regime;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestDetails;
import ai.ominigate.model.privacy.RequestFilter;
import ai.ominigate.model.privacy.RequestState;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.model.privacy.TriageRequest;
import ai.ominigate.model.privacy.WriteLetter;
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
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people ask about their data. */
@Controller("/admin/v1/privacy/requests")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.PREPARE_REQUESTS)
final class RequestController {
    private final RequestQueue queue;
    private final RequestDesk desk;

    RequestController(RequestQueue queue, RequestDesk desk) {
        this.queue = queue;
        this.desk = desk;
    }

    /**
     * Requests, those that must be answered first first. Open ones unless the filters say otherwise.
     *
     * @param ended those that are over instead
     * @param state only those that stand there
     * @param type only those that ask for this
     * @param regime only those that are answered by this law
     * @param channel only those that reached us so
     * @param assignee only those that whoever asks works on ({@code MINE}), somebody does ({@code ANYBODY}) or nobody ({@code NOBODY})
     * @param due only those that should have been answered ({@code OVERDUE}) or must be within three days ({@code SOON})
     * @param untyped only those of which nobody knows what they ask for, or only the others
     * @param failing only those of which a leg failed, or only the others
     * @param awaiting only those about which something waits for a second person, or only the others
     * @param account only those about this account, by its id
     * @param reference only the one of this number, as {@code PR-000042}, over or not
     */
    @Recorded("request.list")
    @Get
    @Allowed(Capability.VIEW_REQUESTS)
    Page<RequestSummary> list(
            PageRequest page,
            @Nullable Sort<RequestOrder> sort,
            @QueryValue @Nullable Boolean ended,
            @QueryValue @Nullable RequestState state,
            @QueryValue @Nullable RequestType type,
            @QueryValue @Nullable Regime regime,
            @QueryValue @Nullable RequestChannel channel,
            @QueryValue @Nullable AssigneeFilter assignee,
            @QueryValue @Nullable DueDays due,
            @QueryValue @Nullable Boolean untyped,
            @QueryValue @Nullable Boolean failing,
            @QueryValue @Nullable Boolean awaiting,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable String reference,
            Actor.Member me)
            throws SQLException {
        RequestFilter filter =
                new RequestFilter(state, type, regime, channel, assignee, due, untyped, failing, awaiting);
        return queue.page(page, sort, filter, ended != null && ended, account, reference, me);
    }

    /**
     * The same as a CSV file for spreadsheets, without personal data: at most 20,000 requests, in the order and by the
     * filters of the list.
     *
     * @param ended those that are over instead
     * @param state only those that stand there
     * @param type only those that ask for this
     * @param regime only those that are answered by this law
     * @param channel only those that reached us so
     * @param assignee only those that whoever asks works on ({@code MINE}), somebody does ({@code ANYBODY}) or nobody ({@code NOBODY})
     * @param due only those that should have been answered ({@code OVERDUE}) or must be within three days ({@code SOON})
     * @param untyped only those of which nobody knows what they ask for, or only the others
     * @param failing only those of which a leg failed, or only the others
     * @param awaiting only those about which something waits for a second person, or only the others
     * @param account only those about this account, by its id
     * @param reference only the one of this number, as {@code PR-000042}, over or not
     */
    @Recorded("request.export")
    @Post("/export")
    @Produces("text/csv")
    @Allowed(Capability.VIEW_REQUESTS)
    HttpResponse<byte[]> export(
            @Nullable Sort<RequestOrder> sort,
            @QueryValue @Nullable Boolean ended,
            @QueryValue @Nullable RequestState state,
            @QueryValue @Nullable RequestType type,
            @QueryValue @Nullable Regime regime,
            @QueryValue @Nullable RequestChannel channel,
            @QueryValue @Nullable AssigneeFilter assignee,
            @QueryValue @Nullable DueDays due,
            @QueryValue @Nullable Boolean untyped,
            @QueryValue @Nullable Boolean failing,
            @QueryValue @Nullable Boolean awaiting,
            @QueryValue @Nullable UUID account,
            @QueryValue @Nullable String reference,
            Actor.Member me)
            throws SQLException {
        RequestFilter filter =
                new RequestFilter(state, type, regime, channel, assignee, due, untyped, failing, awaiting);
        return RequestCsv.of(queue.all(sort, filter, ended != null && ended, account, reference, me))
                .answer("ominigate-requests.csv");
    }

    /** One request, with all that is known of it, personal data masked. That one looked is written down. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_REQUESTS)
    RequestDetails get(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        return desk.look(id, me, RequestId.of(request));
    }

    /** Opens one that came otherwise than by mail. */
    @Post
    @Status(HttpStatus.CREATED)
    RequestSummary open(@Body OpenRequest wish, Command command, Actor.Member me) throws SQLException {
        return desk.open(wish, me, command);
    }

    /** Tells the person that we have it. */
    @Post("/{id}/acknowledge")
    RequestSummary acknowledge(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.acknowledge(id, version, wish, me, command);
    }

    /** Says what it is about. Once the person has shown who they are, it is triaged by that. */
    @Post("/{id}/triage")
    RequestSummary triage(
            @PathVariable UUID id, @Body TriageRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.triage(id, version, wish, me, command);
    }

    /** Gives it to somebody, or to nobody. */
    @Post("/{id}/assign")
    RequestSummary assign(
            @PathVariable UUID id, @Body AssignRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.assign(id, version, wish, me, command);
    }

    /** Begins to work on it. */
    @Post("/{id}/start")
    RequestSummary start(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.start(id, version, wish, me, command);
    }

    /** Asks the person what they mean. The clock stands meanwhile where the law says so. */
    @Post("/{id}/clarify")
    RequestSummary clarify(
            @PathVariable UUID id, @Body AskSubject wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.clarify(id, version, wish, me, command);
    }

    /** Says that the person has answered what they were asked, otherwise than by mail. */
    @Post("/{id}/hear")
    RequestSummary hear(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.hear(id, version, wish, me, command);
    }

    /** Takes more time, as soon as a second person agrees: the person is told so with it. */
    @Post("/{id}/extend")
    @Status(HttpStatus.ACCEPTED)
    RequestSummary extend(
            @PathVariable UUID id, @Body ExtendRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.extend(id, version, wish, me, command);
    }

    /** Takes somebody for who they say because of what they know of the account, as soon as a second person agrees. */
    @Post("/{id}/identify")
    @Status(HttpStatus.ACCEPTED)
    RequestSummary identify(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.identify(id, version, wish, me, command);
    }

    /** Writes down what would be done. */
    @Post("/{id}/prepare")
    RequestSummary prepare(
            @PathVariable UUID id, @Body PrepareRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.prepare(id, version, wish, me, command);
    }

    /** Takes up again what was prepared. */
    @Post("/{id}/revise")
    RequestSummary revise(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.revise(id, version, wish, me, command);
    }

    /**
     * Does what was prepared, as soon as a second person agrees; at once where none is needed, as for a question. Whoever
     * proposes to delete somebody types their address with it.
     */
    @Post("/{id}/propose")
    @Status(HttpStatus.ACCEPTED)
    RequestSummary propose(
            @PathVariable UUID id, @Body ProposeRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.propose(id, version, wish, me, command);
    }

    /** Refuses it, as soon as a second person agrees: the person is told so with it. */
    @Post("/{id}/refuse")
    @Status(HttpStatus.ACCEPTED)
    RequestSummary refuse(
            @PathVariable UUID id, @Body RefuseRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.refuse(id, version, wish, me, command);
    }

    /** Says that the person does not want it any more. */
    @Post("/{id}/withdraw")
    RequestSummary withdraw(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.withdraw(id, version, wish, me, command);
    }

    /** Says that we have nothing of whoever asks. They are told so in words that say the same if we have. */
    @Post("/{id}/no-match")
    RequestSummary noMatch(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.noMatch(id, version, wish, me, command);
    }

    /** Looks at what was refused, or not found, again. */
    @Post("/{id}/reopen")
    RequestSummary reopen(
            @PathVariable UUID id, @Body GiveReason wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.reopen(id, version, wish, me, command);
    }

    /** Has another request go on for this one, and answers that one. */
    @Post("/{id}/merge")
    RequestSummary merge(
            @PathVariable UUID id, @Body MergeRequest wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.merge(id, version, wish, me, command);
    }

    /** Says that it has to do with another. */
    @Post("/{id}/links")
    RequestSummary link(@PathVariable UUID id, @Body LinkRequest wish, Command command, Actor.Member me)
            throws SQLException {
        return desk.link(id, wish, me, command);
    }

    /** Writes something down for colleagues. */
    @Post("/{id}/notes")
    RequestSummary note(@PathVariable UUID id, @Body NoteRequest wish, Command command, Actor.Member me)
            throws SQLException {
        return desk.note(id, wish, me, command);
    }

    /** A letter of these words as the person would get it. */
    @Recorded(value = "request.preview-letter", subject = "request")
    @Post("/{id}/letters/preview")
    LetterPreview preview(@PathVariable UUID id, @Body WriteLetter wish) throws SQLException {
        return desk.preview(id, wish);
    }

    /** Takes back a letter that whoever asks has just written: as long as it says when it goes. */
    @Delete("/{id}/letters/{letter}")
    RequestSummary takeBack(@PathVariable UUID id, @PathVariable UUID letter, Command command, Actor.Member me)
            throws SQLException {
        return desk.takeBackLetter(id, letter, me, command);
    }

    /** Writes to the person. What was written goes half a minute later, so that it can be taken back. */
    @Post("/{id}/letters")
    RequestSummary write(@PathVariable UUID id, @Body WriteLetter wish, Command command, Actor.Member me)
            throws SQLException {
        return desk.write(id, wish, me, command);
    }

    /** Has a leg that failed tried at once. */
    @Post("/{id}/legs/{leg}/retry")
    RequestSummary retry(
            @PathVariable UUID id,
            @PathVariable String leg,
            @Body GiveReason wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return desk.retry(id, leg, version, wish, me, command);
    }
}
