package ai.ominigate.privacy.request;

import ai.ominigate.model.Page;
import ai.ominigate.model.privacy.RequestFilterDetails;
import ai.ominigate.model.privacy.SaveRequestFilter;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;

/** Views of the queue of requests that people come back to. */
@Controller("/admin/v1/privacy/filters")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_REQUESTS)
final class RequestFilterController {
    private final RequestFilters filters;

    RequestFilterController(RequestFilters filters) {
        this.filters = filters;
    }

    /** All that whoever asks can use, with how much is in each, all at once: those that are built in come first. */
    @Get
    Page<RequestFilterDetails> list(Actor.Member me) throws SQLException {
        return new Page<>(filters.list(me), null);
    }

    /** Saves one. */
    @Post
    @Status(HttpStatus.CREATED)
    RequestFilterDetails save(@Body SaveRequestFilter wish, Command command, Actor.Member me) throws SQLException {
        return filters.save(wish, me, command);
    }

    /** Changes one of one's own. */
    @Put("/{id}")
    RequestFilterDetails change(
            @PathVariable UUID id,
            @Body SaveRequestFilter wish,
            ExpectedVersion version,
            Command command,
            Actor.Member me)
            throws SQLException {
        return filters.change(id, version, wish, me, command);
    }

    /** Deletes one of one's own. */
    @Delete("/{id}")
    @Status(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, ExpectedVersion version, Command command, Actor.Member me) throws SQLException {
        filters.delete(id, version, me, command);
    }
}
