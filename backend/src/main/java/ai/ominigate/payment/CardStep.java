package ai.ominigate.payment;

import ai.ominigate.abuse.decision.OfferedStep;
import ai.ominigate.model.abuse.RequiredStep;
import jakarta.inject.Singleton;

/** Whoever pays can be asked to have a card confirmed, where there is Stripe to do it at. */
@Singleton
final class CardStep implements OfferedStep {
    private final PaymentSettings settings;

    CardStep(PaymentSettings settings) {
        this.settings = settings;
    }

    @Override
    public RequiredStep kind() {
        return RequiredStep.CONFIRM_CARD;
    }

    @Override
    public boolean isPossible() {
        return settings.isOn();
    }
}
