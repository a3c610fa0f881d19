package ai.ominigate.privacy.export;

import ai.ominigate.model.privacy.PackageRevoked;
import ai.ominigate.model.privacy.RevokePackage;
import ai.ominigate.model.privacy.TellPassphrase;
import ai.ominigate.model.privacy.ToldPassphrase;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;

/** What the staff can do about packages that are out. */
@Controller("/admin/v1/privacy/packages")
@ExecuteOn(TaskExecutors.BLOCKING)
final class PackageController {
    private static final String SHOWN =
            "It was shown when this was sent for the first time. Ask again with another key to see it once more.";

    private final Packages packages;
    private final Passphrases passphrases;
    private final Commands commands;
    private final AuditLog audit;

    PackageController(Packages packages, Passphrases passphrases, Commands commands, AuditLog audit) {
        this.packages = packages;
        this.passphrases = passphrases;
        this.commands = commands;
        this.audit = audit;
    }

    /** Makes the link to a package lead nowhere, from now on; its file goes soon after. */
    @Post("/revoke")
    @Allowed(Capability.PREPARE_REQUESTS)
    PackageRevoked revoke(@Body RevokePackage wish, Command command, Actor me) throws SQLException {
        UUID request = request(wish.request());
        return commands.once(command, wish, PackageRevoked.class, transaction -> {
            boolean revoked = packages.revoke(transaction, request);
            if (revoked) {
                audit.append(
                        transaction,
                        new Act(
                                me,
                                "package.revoke",
                                Act.Outcome.DONE,
                                "request:" + request,
                                null,
                                command.requestId(),
                                Map.of()));
            }
            return new PackageRevoked(request.toString(), revoked);
        });
    }

    /**
     * What will open the package of somebody who cannot sign in, to be told to them by telephone or letter: the link goes to
     * their mailbox, so neither way alone opens anything. Only once they have shown who they are; the staff cannot fetch what it
     * opens. That it was shown, to whom and why is written down.
     */
    @Post("/passphrase")
    @Allowed(Capability.PREPARE_REQUESTS)
    ToldPassphrase tellPassphrase(@Body TellPassphrase wish, Command command, Actor me) throws SQLException {
        UUID request = request(wish.request());
        return commands.shownOnce(command, wish, SHOWN, transaction -> {
            String passphrase = passphrases.told(transaction, request);
            if (passphrase == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "passphrase_not_told",
                        "What opens a package is told by the staff only to somebody who has shown that the request for their"
                                + " data is theirs, and who cannot sign in to see it.");
            }
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "package.tell-passphrase",
                            Act.Outcome.DONE,
                            "request:" + request,
                            null,
                            command.requestId(),
                            Map.of("reason", wish.reason())));
            return new ToldPassphrase(request.toString(), passphrase);
        });
    }

    private static UUID request(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field 'request' is a request's id.");
        }
    }
}
