package ai.ominigate.staff.identity;

import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.http.HttpRequest;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Where people come in with a token that they were given: a network that guesses at it waits. Blocks. */
@Singleton
final class Threshold {
    /** What whoever guesses is told; everything else is said to who has the right token. */
    private static final Set<String> GUESSED = Set.of("invitation_unknown", "code_wrong");

    private final NetworkTries networks;
    private final NotedRefusals noted;
    private final ClientAddress addresses;
    private final AuditLog audit;

    Threshold(NetworkTries networks, NotedRefusals noted, ClientAddress addresses, AuditLog audit) {
        this.networks = networks;
        this.noted = noted;
        this.addresses = addresses;
        this.audit = audit;
    }

    /** What somebody does with their token. */
    @FunctionalInterface
    interface Step<T> {
        T take() throws SQLException;
    }

    /** Takes the step, unless too many from the same network have failed before. */
    <T> T cross(HttpRequest<?> request, Step<T> step) throws SQLException {
        byte[] address = addresses.of(request.getRemoteAddress(), request.getHeaders()::getAll);
        Duration wait = networks.wait(Door.ENTRANCE, address);
        if (wait != null) {
            if (noted.isFirst(Door.ENTRANCE, NetworkTries.network(address))) {
                audit.append(new Act(
                        new Actor.Unidentified(),
                        "staff.join",
                        Act.Outcome.REFUSED,
                        null,
                        null,
                        RequestId.of(request),
                        Map.of("code", "too_many_tries", "of", "network")));
            }
            throw SignIns.tooManyTries(wait);
        }
        try {
            return step.take();
        } catch (Refused refused) {
            if (GUESSED.contains(refused.code())) {
                networks.failed(Door.ENTRANCE, address);
            }
            throw refused;
        }
    }
}
