package ai.ominigate.staff.identity;

import ai.ominigate.credential.Door;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.credential.Waits;
import ai.ominigate.platform.ClientAddress;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.RequestId;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.CountedRefusals;
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
    private final CountedRefusals refusals;
    private final ClientAddress addresses;

    Threshold(NetworkTries networks, CountedRefusals refusals, ClientAddress addresses) {
        this.networks = networks;
        this.refusals = refusals;
        this.addresses = addresses;
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
            refusals.note(
                    new Act(
                            new Actor.Unidentified(),
                            "staff.join",
                            Act.Outcome.REFUSED,
                            null,
                            null,
                            RequestId.of(request),
                            Map.of("code", "too_many_tries", "of", "network")),
                    NetworkTries.network(address));
            throw Waits.refusal(wait);
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
