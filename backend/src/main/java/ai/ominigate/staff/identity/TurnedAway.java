package ai.ominigate.staff.identity;

import ai.ominigate.credential.NetworkTries;
import ai.ominigate.model.Problem;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Caller;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes down whom the staff API refused something, unless whoever refused it did: nobody with a good token comes in, asks too
 * often, or reaches for what is not there for them without an entry. What is only written wrongly was refused nobody.
 */
@ServerFilter("/admin/v1/**")
@Order(TurnedAway.AROUND_THE_DOOR)
final class TurnedAway {
    /** A filter does not see the answer to what it refused itself, but to what one inside it refused. */
    static final int AROUND_THE_DOOR = Caller.FOUND_OUT - 10;

    private static final Set<HttpStatus> REFUSALS = EnumSet.of(
            HttpStatus.UNAUTHORIZED,
            HttpStatus.FORBIDDEN,
            HttpStatus.NOT_FOUND,
            HttpStatus.CONFLICT,
            HttpStatus.GONE,
            HttpStatus.TOO_MANY_REQUESTS);

    /** Asked for at any route, so that a flood over many is one. */
    private static final Set<HttpStatus> AT_THE_DOOR =
            EnumSet.of(HttpStatus.UNAUTHORIZED, HttpStatus.TOO_MANY_REQUESTS);

    private final AuditLog audit;
    private final CountedRefusals refusals;
    private final ClientAddress addresses;

    TurnedAway(AuditLog audit, CountedRefusals refusals, ClientAddress addresses) {
        this.audit = audit;
        this.refusals = refusals;
        this.addresses = addresses;
    }

    @ResponseFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void note(HttpRequest<?> request, HttpResponse<?> response) throws SQLException {
        if (response.body() instanceof Problem problem
                && REFUSALS.contains(response.status())
                && !audit.hasRefusal(RequestId.of(request))) {
            Actor actor = StaffFilter.actor(request);
            refusals.note(act(actor, request, response.status(), problem), actor == null ? network(request) : actor);
        }
    }

    private static Act act(@Nullable Actor actor, HttpRequest<?> request, HttpStatus status, Problem problem) {
        boolean atTheDoor = AT_THE_DOOR.contains(status);
        return new Act(
                actor == null ? new Actor.Unidentified() : actor,
                atTheDoor ? "session.use" : "route.call",
                Act.Outcome.REFUSED,
                atTheDoor ? null : route(request),
                null,
                RequestId.of(request),
                Map.of("code", problem.code()));
    }

    private static String route(HttpRequest<?> request) {
        return "route:" + request.getMethodName() + " "
                + BasicHttpAttributes.getUriTemplate(request).orElse("/admin/v1");
    }

    private ByteBuffer network(HttpRequest<?> request) {
        return NetworkTries.network(addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll));
    }
}
