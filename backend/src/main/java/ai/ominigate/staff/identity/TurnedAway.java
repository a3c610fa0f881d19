package ai.ominigate.staff.identity;

import ai.ominigate.model.Problem;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Caller;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.core.annotation.Order;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;

/**
 * Writes down whom the staff API turned away before anybody looked at what they want: without a good token, or for asking too
 * often.
 */
@ServerFilter("/admin/v1/**")
@Order(TurnedAway.AROUND_THE_DOOR)
final class TurnedAway {
    /** A filter does not see the answer to what it refused itself, but to what one inside it refused. */
    static final int AROUND_THE_DOOR = Caller.FOUND_OUT - 10;

    private static final Set<String> AT_THE_DOOR =
            Set.of("token_missing", "token_invalid", "rate_limit_exceeded", "too_many_streams");

    private final CountedRefusals refusals;
    private final ClientAddress addresses;

    TurnedAway(CountedRefusals refusals, ClientAddress addresses) {
        this.refusals = refusals;
        this.addresses = addresses;
    }

    @ResponseFilter
    @ExecuteOn(TaskExecutors.BLOCKING)
    void note(HttpRequest<?> request, HttpResponse<?> response) throws SQLException {
        if (response.body() instanceof Problem problem && AT_THE_DOOR.contains(problem.code())) {
            Actor actor = StaffFilter.actor(request);
            refusals.note(
                    new Act(
                            actor == null ? new Actor.Unidentified() : actor,
                            "session.use",
                            Act.Outcome.REFUSED,
                            null,
                            null,
                            RequestId.of(request),
                            Map.of("code", problem.code())),
                    actor == null
                            ? NetworkTries.network(
                                    addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll))
                            : actor);
        }
    }
}
