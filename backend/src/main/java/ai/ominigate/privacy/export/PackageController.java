package ai.ominigate.privacy.export;

import ai.ominigate.model.privacy.PackageRevoked;
import ai.ominigate.model.privacy.RevokePackage;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
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
    private final Packages packages;
    private final Commands commands;
    private final AuditLog audit;

    PackageController(Packages packages, Commands commands, AuditLog audit) {
        this.packages = packages;
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

    private static UUID request(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid("The field 'request' is a request's id.");
        }
    }
}
