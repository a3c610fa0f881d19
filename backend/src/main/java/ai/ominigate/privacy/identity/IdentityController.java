package ai.ominigate.privacy.identity;

import ai.ominigate.model.privacy.AskIdentity;
import ai.ominigate.model.privacy.CheckCode;
import ai.ominigate.model.privacy.RequestSummary;
import ai.ominigate.privacy.request.Identification;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.ExpectedVersion;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.UUID;

/** Asks people to show who they are. */
@Controller("/admin/v1/privacy/requests/{id}/identity")
@ExecuteOn(TaskExecutors.BLOCKING)
@Allowed(Capability.PREPARE_REQUESTS)
final class IdentityController {
    private final Proofs proofs;
    private final Identification identification;
    private final Commands commands;

    IdentityController(Proofs proofs, Identification identification, Commands commands) {
        this.proofs = proofs;
        this.identification = identification;
        this.commands = commands;
    }

    /** Sends a link or a code to the address that the account is registered with, and to no other. */
    @Post("/ask")
    RequestSummary ask(
            @PathVariable UUID id, @Body AskIdentity wish, ExpectedVersion version, Command command, Actor.Member me)
            throws SQLException {
        return commands.once(command, wish, RequestSummary.class, transaction -> {
            identification.lock(transaction, id);
            version.check(identification.summary(transaction, id));
            proofs.ask(transaction, id, wish.means() == AskIdentity.Means.CODE, me, command.requestId());
            return identification.summary(transaction, id);
        });
    }

    /** Checks a code that the person has read out, as on the telephone. One that begins right and is wrong takes one of its five attempts. */
    @Post("/check")
    RequestSummary check(@PathVariable UUID id, @Body CheckCode wish, Command command, Actor.Member me)
            throws SQLException {
        // Answered after the commit, so that a wrong one is counted.
        Checked checked = commands.once(
                command,
                null,
                Checked.class,
                transaction -> new Checked(
                        proofs.check(transaction, id, wish.code()), identification.summary(transaction, id)));
        if (!checked.held()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "code_not_held",
                    "This is not the code, or it does not hold any more. After five attempts, or ten minutes, another has to be"
                            + " sent.");
        }
        return checked.request();
    }

    /** What came of it, as it is kept for the same command. */
    record Checked(boolean held, RequestSummary request) {}
}
