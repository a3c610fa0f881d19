package ai.ominigate.payment;

import ai.ominigate.egress.Egress;
import ai.ominigate.platform.ActiveCompany;
import com.stripe.StripeClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** At Stripe's own sandbox, by whoever has a test key: the README has the command. Skipped without one. */
@EnabledIfEnvironmentVariable(named = "STRIPE_SANDBOX_KEY", matches = "(sk|rk)_test_.+")
class StripeSandboxTest extends StripeScenarios {
    @Override
    PayingOminiGate started() throws IOException, SQLException {
        StripeDouble unused = StripeDouble.start();
        PayingOminiGate paying = new PayingOminiGate(
                unused, Map.of("stripe.secret-key", key(), "stripe.api-base", "https://api.stripe.com"));
        unused.close();
        try (Connection connection = paying.ominigate.database().superuser()) {
            ActiveCompany.add(connection, "Stripe, Inc.", "api.stripe.com");
        }
        paying.bean(Egress.class).refresh();
        return paying;
    }

    @Override
    StripeClient stripeOf(PayingOminiGate started) {
        return new StripeClient(key());
    }

    private static String key() {
        return Objects.requireNonNull(System.getenv("STRIPE_SANDBOX_KEY"));
    }
}
