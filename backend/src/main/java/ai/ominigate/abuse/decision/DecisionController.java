package ai.ominigate.abuse.decision;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.Decide;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionImpact;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.platform.ClientAddress;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is decided about networks, keys and accounts. */
@Controller("/admin/v1/abuse/decisions")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DecisionController {
    private static final Duration EXPORTED = Duration.ofDays(30);

    private final DecisionDesk desk;
    private final ClientAddress addresses;
    private final InstantSource clock;

    DecisionController(DecisionDesk desk, ClientAddress addresses, InstantSource clock) {
        this.desk = desk;
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * What was decided, the newest first unless it is sorted; without the allow-list.
     *
     * @param state only those that are there by now
     * @param action only those
     * @param entity only those about this, as {@code account:019a…}
     * @param caseId only those that decided this case
     * @param endsWithin only those in force that end, or are looked at again, so soon, as {@code PT24H}
     * @param automatic only those that a rule decided, or only those of people
     * @param sample one in twenty of what colleagues decided, the same for whoever asks: to look at how the desk works
     */
    @Recorded("decision.list")
    @Get
    @Allowed(Capability.VIEW_CASES)
    Page<DecisionDetails> list(
            PageRequest page,
            @Nullable Sort<DecisionSort> sort,
            @QueryValue @Nullable DecisionState state,
            @QueryValue @Nullable DecisionAction action,
            @QueryValue @Nullable String entity,
            @QueryValue("case") @Nullable UUID caseId,
            @QueryValue @Nullable Duration endsWithin,
            @QueryValue @Nullable Boolean automatic,
            @QueryValue @Nullable Boolean sample,
            Actor.Member me)
            throws SQLException {
        return desk.list(
                page,
                Sort.orLargestFirst(sort, DecisionSort.DECIDED_AT),
                new DecisionTable.Wanted(
                        state,
                        action,
                        entity == null ? null : Order.entity(null, entity).toString(),
                        caseId,
                        endsWithin == null ? null : clock.instant().plus(endsWithin),
                        automatic,
                        Boolean.TRUE.equals(sample) ? me.member() : null),
                false);
    }

    /**
     * What was decided, the allow-list too, as a CSV file for spreadsheets: at most 20,000 decisions.
     *
     * @param from the first moment; absent for 30 days before the last
     * @param until the moment after the last; absent for now
     */
    @Recorded("decision.export")
    @Post("/export")
    @Produces("text/csv")
    @Allowed(Capability.VIEW_CASES)
    HttpResponse<byte[]> export(@QueryValue @Nullable Instant from, @QueryValue @Nullable Instant until)
            throws SQLException {
        Instant end = until == null ? clock.instant() : until;
        return DecisionCsv.of(desk.decidedBetween(from == null ? end.minus(EXPORTED) : from, end))
                .answer("ominigate-decisions.csv");
    }

    /** One of them. That one looked is written down. */
    @Get("/{id}")
    @Allowed(Capability.VIEW_CASES)
    DecisionDetails get(@PathVariable UUID id, Actor.Member me, HttpRequest<?> request) throws SQLException {
        return desk.look(id, me, RequestId.of(request));
    }

    /** What a decision would do, as far as the last 7 days tell. Nothing is done. */
    @Recorded("decision.preview")
    @Post("/preview")
    @Allowed(Capability.DECIDE_ABUSE)
    DecisionImpact preview(@Body Decide wish, HttpRequest<?> request) throws SQLException {
        return desk.preview(desk.order(wish), address(request));
    }

    /**
     * Decides about what is named, or about what the case is about where only a case is. It is acted on everywhere within a second, and ends by itself. What touches very many, or somebody very hard,
     * is answered with 202 and has no effect until a second person agrees.
     */
    @Post
    @Status(HttpStatus.CREATED)
    @Allowed(Capability.DECIDE_ABUSE)
    HttpResponse<DecisionDetails> decide(@Body Decide wish, Command command, Actor.Member me, HttpRequest<?> request)
            throws SQLException {
        DecisionDetails decided = desk.decide(desk.order(wish), wish, me, address(request), command);
        return decided.state() == DecisionState.PROPOSED
                ? HttpResponse.<DecisionDetails>accepted().body(decided)
                : HttpResponse.created(decided);
    }

    /** Ends a decision before its time. No rule decides the same again within 24 hours. */
    @Delete("/{id}")
    @Allowed(Capability.DECIDE_ABUSE)
    DecisionDetails lift(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.lift(id, false, version, me, command);
    }

    private byte[] address(HttpRequest<?> request) {
        return addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
    }
}
