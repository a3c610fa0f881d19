package ai.ominigate.abuse.decision;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AllowEntity;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionDetails;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Recorded;
import io.micronaut.http.HttpRequest;
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
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known to be good: it goes before every block, whenever and however widely that was decided. */
@Controller("/admin/v1/abuse/allow-list")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AllowListController {
    private final DecisionDesk desk;
    private final ClientAddress addresses;

    AllowListController(DecisionDesk desk, ClientAddress addresses) {
        this.desk = desk;
        this.addresses = addresses;
    }

    /**
     * The entries, the newest first unless they are sorted.
     *
     * @param state only those that are there by now
     * @param entity only those about this, as {@code account:019a…}
     */
    @Recorded("allow-list.list")
    @Get
    @Allowed(Capability.VIEW_CASES)
    Page<DecisionDetails> list(
            PageRequest page,
            @Nullable Sort<DecisionSort> sort,
            @QueryValue @Nullable DecisionState state,
            @QueryValue @Nullable String entity)
            throws SQLException {
        return desk.list(
                page,
                Sort.orLargestFirst(sort, DecisionSort.DECIDED_AT),
                new DecisionTable.Wanted(
                        state,
                        DecisionAction.ALLOW,
                        entity == null ? null : Order.entity(null, entity).toString(),
                        null,
                        null,
                        null,
                        null),
                true);
    }

    /** Puts something on the list, for a time. */
    @Post
    @Status(HttpStatus.CREATED)
    @Allowed(Capability.MANAGE_ALLOW_LIST)
    DecisionDetails allow(@Body AllowEntity wish, Command command, Actor.Member me, HttpRequest<?> request)
            throws SQLException {
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        return desk.decide(desk.order(wish), wish, me, address, command);
    }

    /** Takes an entry off the list before its time. */
    @Delete("/{id}")
    @Allowed(Capability.MANAGE_ALLOW_LIST)
    DecisionDetails remove(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return desk.lift(id, true, version, me, command);
    }
}
