package ai.ominigate.abuse.signal;

import ai.ominigate.customer.identity.EmailChanges.EmailChanged;
import ai.ominigate.customer.identity.KeyMade;
import ai.ominigate.customer.identity.SessionOpened;
import ai.ominigate.customer.identity.SignInTried;
import ai.ominigate.customer.identity.SignedUp;
import io.micronaut.runtime.event.annotation.EventListener;
import jakarta.inject.Singleton;

/** Observes how customers sign up and in, and what they do that whoever takes their place does first. */
@Singleton
final class CustomerSteps {
    private final Observations observations;

    CustomerSteps(Observations observations) {
        this.observations = observations;
    }

    @EventListener
    void signedUp(SignedUp step) {
        observations.tell(new Observation.SignedUp(
                step.at().toEpochMilli(),
                Observation.network(step.address()),
                step.account(),
                Mailbox.hash(step.email()),
                Mailbox.isDisposable(step.email())));
    }

    @EventListener
    void tried(SignInTried step) {
        observations.tell(new Observation.SignInTried(
                step.at().toEpochMilli(),
                Observation.network(step.address()),
                step.account(),
                step.subjectHash(),
                false,
                step.succeeded()));
    }

    @EventListener
    void came(SessionOpened step) {
        observations.tell(new Observation.SessionSeen(
                step.at().toEpochMilli(),
                Observation.network(step.address()),
                step.account(),
                step.member(),
                step.session(),
                step.newDevice()));
    }

    @EventListener
    void keyMade(KeyMade step) {
        observations.tell(
                new Observation.KeyCreated(step.at().toEpochMilli(), step.account(), step.member(), step.key()));
    }

    @EventListener
    void emailChanged(EmailChanged step) {
        observations.tell(new Observation.EmailChanged(step.at().toEpochMilli(), step.account(), step.member()));
    }
}
