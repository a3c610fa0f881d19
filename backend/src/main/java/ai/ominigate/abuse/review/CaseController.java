package ai.ominigate.abuse.review;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.CaseDetails;
import ai.ominigate.model.abuse.CaseFamily;
import ai.ominigate.model.abuse.CaseStatus;
import ai.ominigate.model.abuse.CaseSummary;
import ai.ominigate.model.abuse.ClaimCase;
import ai.ominigate.model.abuse.ClaimFilter;
import ai.ominigate.model.abuse.CloseCase;
import ai.ominigate.model.abuse.DueFilter;
import ai.ominigate.model.abuse.EntityKind;
import ai.ominigate.model.abuse.HandOverCase;
import ai.ominigate.model.abuse.HoldCase;
import ai.ominigate.model.abuse.KeepClaim;
import ai.ominigate.model.abuse.MergeCase;
import ai.ominigate.model.abuse.NoteCase;
import ai.ominigate.model.abuse.OpenCase;
import ai.ominigate.model.abuse.RenewEvidence;
import ai.ominigate.model.abuse.ReopenCase;
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

/** The queue of the abuse desk, and its cases. */
@Controller("/admin/v1/abuse/cases")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.DECIDE_ABUSE)
final class CaseController {
    private final Queue queue;
    private final Cases cases;
    private final Openings openings;

    CaseController(Queue queue, Cases cases, Openings openings) {
        this.queue = queue;
        this.cases = cases;
        this.openings = openings;
    }

    /**
     * Cases, the most urgent first. Open ones unless the filters say otherwise.
     *
     * @param closed those that are closed or merged instead; they come by when they were opened
     * @param status only those that stand there
     * @param priority only those of this priority, from 1
     * @param family only those with flags of this family
     * @param kind only those about such a thing
     * @param claim only those that whoever asks works on ({@code MINE}), somebody does ({@code ANYBODY}) or nobody ({@code NOBODY})
     * @param due only those that are due ({@code OVERDUE}) or will be within a day ({@code SOON})
     * @param escalated only those that came back because they got worse
     * @param entity only those about this, as {@code network:203.0.113.7/32}
     */
    @Recorded("case.list")
    @Get
    @Allowed(Capability.VIEW_CASES)
    Page<CaseSummary> list(
            PageRequest page,
            @Nullable Sort<CaseSort> sort,
            @QueryValue @Nullable Boolean closed,
            @QueryValue @Nullable CaseStatus status,
            @QueryValue @Nullable Integer priority,
            @QueryValue @Nullable CaseFamily family,
            @QueryValue @Nullable EntityKind kind,
            @QueryValue @Nullable ClaimFilter claim,
            @QueryValue @Nullable DueFilter due,
            @QueryValue @Nullable Boolean escalated,
            @QueryValue @Nullable String entity,
            Actor.Member me)
            throws SQLException {
        CaseQuery query = new CaseQuery(
                closed != null ? closed : CaseQuery.isOver(status),
                status,
                priority,
                family,
                kind,
                claim,
                due,
                CaseQuery.entity(entity),
                escalated != null && escalated);
        return queue.page(page, query, sort == null ? CaseQuery.USUAL : sort, me);
    }

    /** Opens a case for what whoever asks has seen themselves; if one is open about the same, that one gets their words. */
    @Post
    @Status(HttpStatus.CREATED)
    CaseSummary open(@Body OpenCase wish, Command command, Actor.Member me) throws SQLException {
        return openings.open(wish, me, command);
    }

    /** One case, with how its score comes about and all that is kept of it. That one looked is written down. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_CASES)
    CaseDetails get(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        return cases.look(id, me, RequestId.of(request));
    }

    /** Takes a case up for a quarter of an hour. It keeps nobody else from deciding; it tells them. */
    @Post("/{id}/claim")
    CaseSummary claim(
            @PathVariable UUID id, @Body ClaimCase wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.claim(id, version, wish, me, command);
    }

    /** Says that one still works on it: for another quarter of an hour. */
    @Post("/{id}/claim/keep")
    CaseSummary keep(@PathVariable UUID id, @Body KeepClaim wish, Actor.Member me) throws SQLException {
        return cases.keepClaim(id, wish, me);
    }

    /** Asks for an hour. */
    @Post("/{id}/claim/extend")
    CaseSummary extend(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.extend(id, version, me, command);
    }

    /** Says that one will come back to it within three days. */
    @Post("/{id}/claim/hold")
    CaseSummary hold(
            @PathVariable UUID id, @Body HoldCase wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.hold(id, version, wish, me, command);
    }

    /** Gives it to a colleague. */
    @Post("/{id}/claim/hand-over")
    CaseSummary handOver(
            @PathVariable UUID id, @Body HandOverCase wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.handOver(id, version, wish, me, command);
    }

    /** Leaves it to others. */
    @Post("/{id}/claim/release")
    CaseSummary release(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.release(id, version, me, command);
    }

    /** Begins to look at it. */
    @Post("/{id}/review")
    CaseSummary review(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.review(id, version, me, command);
    }

    /** Writes something down for colleagues. */
    @Post("/{id}/notes")
    CaseSummary note(@PathVariable UUID id, @Body NoteCase wish, Command command, Actor.Member me) throws SQLException {
        return cases.note(id, wish, me, command);
    }

    /** Lets it wait until its score has grown by half or something of another family is seen. */
    @Post("/{id}/snooze")
    CaseSummary snooze(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.snooze(id, version, me, command);
    }

    /** Closes it. What it turned out to be counts for the precision of the rules that raised its flags. */
    @Post("/{id}/close")
    CaseSummary close(
            @PathVariable UUID id, @Body CloseCase wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.close(id, version, wish, me, command);
    }

    /** Opens it again. */
    @Post("/{id}/reopen")
    CaseSummary reopen(
            @PathVariable UUID id, @Body ReopenCase wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.reopen(id, version, wish, me, command);
    }

    /** Makes it part of another case, and answers that one. */
    @Post("/{id}/merge")
    CaseSummary merge(
            @PathVariable UUID id, @Body MergeCase wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.merge(id, version, wish, me, command);
    }

    /** Keeps its evidence for another window of open cases. */
    @Post("/{id}/evidence/renew")
    CaseSummary renewEvidence(
            @PathVariable UUID id, @Body RenewEvidence wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return cases.renewEvidence(id, version, wish, me, command);
    }
}
