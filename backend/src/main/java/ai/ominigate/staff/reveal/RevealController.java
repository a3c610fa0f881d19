package ai.ominigate.staff.reveal;

import ai.ominigate.model.reveal.RevealField;
import ai.ominigate.model.reveal.RevealedField;
import ai.ominigate.rest.Command;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;

/** Personal data in clear, one value at a time. */
@Controller("/admin/v1/reveal")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(
        value = Capability.LOOK_UP_ACCOUNTS,
        within = {Capability.REVEAL_EMAIL, Capability.REVEAL_NETWORK})
final class RevealController {
    private final Reveals reveals;

    RevealController(Reveals reveals) {
        this.reveals = reveals;
    }

    /**
     * Shows one value in clear, to be hidden again after a minute. It is written into the audit log first. Sent again
     * within that minute with the same {@code Idempotency-Key}, it is the same look.
     */
    @Post
    HttpResponse<RevealedField> reveal(@Body RevealField wish, Command command, Actor.Member me) throws SQLException {
        return HttpResponse.ok(reveals.reveal(wish, me, command)).header("cache-control", "no-store");
    }

    /** Says that a value that one was shown has been copied. */
    @Post("/{id}/copied")
    @Status(HttpStatus.NO_CONTENT)
    void copied(UUID id, Command command, Actor.Member me) throws SQLException {
        reveals.copied(id, me, command);
    }
}
