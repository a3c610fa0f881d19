package ai.ominigate.abuse.signal;

import ai.ominigate.staff.identity.SignInTried;
import io.micronaut.context.event.ApplicationEventListener;
import jakarta.inject.Singleton;

/** Observes sign-ins of the staff. */
@Singleton
final class StaffSignIns implements ApplicationEventListener<SignInTried> {
    private final Observations observations;

    StaffSignIns(Observations observations) {
        this.observations = observations;
    }

    @Override
    public void onApplicationEvent(SignInTried tried) {
        observations.tell(new Observation.SignInTried(
                tried.at().toEpochMilli(),
                Observation.network(tried.address()),
                tried.member(),
                tried.subjectHash(),
                tried.succeeded()));
    }
}
