package ai.ominigate.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.CannotStart;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentSettingsTest {
    private static final String KEY = "sk_test_1234567890";
    private static final String SECRET = "whsec_1234567890";
    private static final String BASE = "https://api.stripe.com";

    private static PaymentSettings with(String key, String secrets, String base) {
        return new PaymentSettings(
                key,
                secrets,
                base,
                BigDecimal.valueOf(5),
                BigDecimal.valueOf(5_000),
                new BigDecimal("5.5"),
                new BigDecimal("0.80"),
                false,
                true,
                Duration.ofDays(365));
    }

    @Test
    void thereAreNoPaymentsWithoutSecrets() {
        assertThat(with("", "", BASE).isOn()).isFalse();
    }

    @Test
    void oneSecretWithoutTheOtherDoesNotStart() {
        assertThatThrownBy(() -> with(KEY, "", BASE))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("STRIPE_SECRET_KEY is set without STRIPE_WEBHOOK_SECRET");
        assertThatThrownBy(() -> with(KEY, " , ", BASE)).isInstanceOf(CannotStart.class);
        assertThatThrownBy(() -> with("", SECRET, BASE))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith("STRIPE_WEBHOOK_SECRET is set without STRIPE_SECRET_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pk_test_123", "secret", "sk_test_", "whsec_1234567890"})
    void whatIsNoSecretKeyDoesNotStart(String key) {
        assertThatThrownBy(() -> with(key, SECRET, BASE)).isInstanceOf(CannotStart.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret", "whsec_", "whsec_1234567890,oops", KEY})
    void whatIsNoSecretOfAWebhookDoesNotStartAndIsNotRepeated(String secrets) {
        assertThatThrownBy(() -> with(KEY, secrets, BASE))
                .isInstanceOf(CannotStart.class)
                .message()
                .doesNotContain("1234567890");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://api.stripe.com", "ftp://localhost", "api.stripe.com", "http://10.0.0.1", "https://"})
    void stripeIsAtAnAddressThatIsSecretOrOnThisMachine(String base) {
        assertThatThrownBy(() -> with(KEY, SECRET, base))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("STRIPE_API_BASE");
        assertThat(with(KEY, SECRET, "http://127.0.0.1:12111").isOn()).isTrue();
        assertThat(with(KEY, SECRET, "http://[::1]:12111").isOn()).isTrue();
    }

    @Test
    void severalSecretsAreGoodWhileOneIsChanged() {
        assertThat(with(KEY, SECRET + ", whsec_0987654321", BASE).webhookSecrets())
                .containsExactly(SECRET, "whsec_0987654321");
    }

    @Test
    void theFeeIsAShareAndNoLessThanItsMinimum() {
        PaymentSettings settings = with(KEY, SECRET, BASE);
        assertThat(settings.feeCents(500)).isEqualTo(80);
        assertThat(settings.feeCents(2_500)).isEqualTo(138); // 137.5
        assertThat(settings.feeCents(10_000)).isEqualTo(550);
    }

    @Test
    void secretsAreInNoText() {
        assertThat(with(KEY, SECRET, BASE).toString()).doesNotContain("1234567890");
    }
}
