package ai.ominigate.abuse.decision;

import ai.ominigate.model.abuse.RequiredStep;
import jakarta.inject.Singleton;

/**
 * Customers can be asked to sign in anew, with their password and, where they have one, their second factor: sessions that
 * began before the decision end when they are used, and only who signed in after it goes on.
 */
@Singleton
final class SignInAnew implements OfferedStep {
    @Override
    public RequiredStep kind() {
        return RequiredStep.SIGN_IN_ANEW;
    }
}
