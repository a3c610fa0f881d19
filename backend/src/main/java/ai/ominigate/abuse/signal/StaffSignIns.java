package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.staff.identity.SignInTried;
import io.micronaut.context.event.ApplicationEventListener;
import jakarta.inject.Singleton;
import java.util.UUID;

/**
 * Observes sign-ins of the staff: guessing at them is guessing, and nobody travels faster for working here. What a takeover
 * of a customer shows (S18) nobody can do in the staff: two administrators give somebody another address, and members have
 * no keys.
 */
@Singleton
final class StaffSignIns implements ApplicationEventListener<SignInTried> {
    private final Observations observations;

    StaffSignIns(Observations observations) {
        this.observations = observations;
    }

    @Override
    public void onApplicationEvent(SignInTried tried) {
        long at = tried.at().toEpochMilli();
        Entity.Net network = Observation.network(tried.address());
        UUID member = tried.member();
        observations.tell(
                new Observation.SignInTried(at, network, null, tried.subjectHash(), member != null, tried.succeeded()));
        if (member != null && tried.succeeded()) {
            observations.tell(new Observation.SessionSeen(at, network, null, member, UuidV7.at(tried.at()), false));
        }
    }
}
