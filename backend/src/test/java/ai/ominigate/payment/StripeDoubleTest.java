package ai.ominigate.payment;

import com.stripe.StripeClient;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** At the double that all tests pay at, so that what is said of the sandbox is known to be true of something. */
class StripeDoubleTest extends StripeScenarios {
    private final StripeDouble stripe = StripeDouble.start();

    @Override
    PayingOminiGate started() throws IOException {
        return new PayingOminiGate(stripe, Map.of());
    }

    @Override
    StripeClient stripeOf(PayingOminiGate started) {
        return StripeClient.builder()
                .setApiKey("sk_test_of_the_tests")
                .setApiBase(stripe.url().toString())
                .build();
    }

    @AfterAll
    void closeStripe() {
        stripe.close();
    }
}
