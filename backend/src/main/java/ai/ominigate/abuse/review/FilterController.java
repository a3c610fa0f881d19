package ai.ominigate.abuse.review;

import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.FilterDetails;
import ai.ominigate.model.abuse.SaveFilter;
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

/** Views of the abuse desk's queue that people come back to. */
@Controller("/admin/v1/abuse/filters")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.VIEW_CASES)
final class FilterController {
    private final SavedFilters filters;

    FilterController(SavedFilters filters) {
        this.filters = filters;
    }

    /** All that whoever asks can use, with how much is in each, all at once: those that are built in come first. */
    @Get
    Page<FilterDetails> list(Actor.Member me) throws SQLException {
        return new Page<>(filters.list(me), null);
    }

    /** Saves one. */
    @Post
    @Status(HttpStatus.CREATED)
    FilterDetails save(@Body SaveFilter wish, Command command, Actor.Member me) throws SQLException {
        return filters.save(wish, me, command);
    }

    /** Changes one of one's own. */
    @Put("/{id}")
    FilterDetails change(
            @PathVariable UUID id, @Body SaveFilter wish, ExpectedVersion version, Command command, Actor.Member me)
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
