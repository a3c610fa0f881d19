package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.NetworkDetails;
import ai.ominigate.model.reveal.Purpose;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Allowed;
import ai.ominigate.staff.rights.Capability;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of a network, of any size. */
@Controller("/admin/v1/abuse/networks")
@ExecuteOn(TaskExecutors.BLOCKING)
final class NetworkController {
    private final NetworkHistory history;

    NetworkController(NetworkHistory history) {
        this.history = history;
    }

    /**
     * What is known of an address. That somebody looked is written down.
     *
     * @param purpose what for
     * @param caseId in which case
     */
    @Get("/{address}")
    @Allowed(Capability.DECIDE_ABUSE)
    NetworkDetails address(
            @PathVariable String address,
            @QueryValue @Nullable Purpose purpose,
            @QueryValue("case") @Nullable UUID caseId,
            Actor.Member me,
            HttpRequest<?> request)
            throws SQLException {
        return history.of(network(address), purpose(purpose, caseId), me, RequestId.of(request));
    }

    /**
     * What is known of a network. That somebody looked is written down.
     *
     * @param address any that lies in it
     * @param bits how long its prefix is
     * @param purpose what for
     * @param caseId in which case
     */
    @Get("/{address}/{bits}")
    @Allowed(Capability.DECIDE_ABUSE)
    NetworkDetails network(
            @PathVariable String address,
            @PathVariable String bits,
            @QueryValue @Nullable Purpose purpose,
            @QueryValue("case") @Nullable UUID caseId,
            Actor.Member me,
            HttpRequest<?> request)
            throws SQLException {
        return history.of(network(address + "/" + bits), purpose(purpose, caseId), me, RequestId.of(request));
    }

    private static String purpose(@Nullable Purpose purpose, @Nullable UUID caseId) {
        if (purpose == null) {
            throw new Refused(
                    HttpStatus.UNPROCESSABLE_ENTITY,
                    "purpose_missing",
                    "Say what you need it for, as the purpose: one of " + List.of(Purpose.values()) + ".");
        }
        return caseId == null ? purpose.name() : purpose.name() + " case:" + caseId;
    }

    private static Network network(String text) {
        try {
            return Network.parse(text);
        } catch (IllegalArgumentException e) {
            throw Refused.invalid(e.getMessage() + ".");
        }
    }
}
