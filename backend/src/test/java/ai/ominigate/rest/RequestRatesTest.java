package ai.ominigate.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.ominigate.platform.CannotStart;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RequestRatesTest {
    private static final Caller SESSION = new Caller("staff:1", UUID.randomUUID());
    private static final long START = Long.MAX_VALUE - 1_000;

    /** One a second, three at once. */
    private final RequestRates rates = new RequestRates(new RateSettings(60, 3));

    @Test
    void whoComesInBurstsMayAskSoOftenAtOnce() {
        for (int i = 0; i < 3; i++) {
            rates.admit(SESSION, START);
        }
        Refused refused = catchThrowableOfType(Refused.class, () -> rates.admit(SESSION, START));
        assertThat(refused.code()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void whoWaitsAsLongAsIsSaidMayAskAgain() {
        for (int i = 0; i < 3; i++) {
            rates.admit(SESSION, START);
        }
        long later = START + Duration.ofMillis(999).toNanos();
        assertThatThrownBy(() -> rates.admit(SESSION, later)).isInstanceOf(Refused.class);
        assertThatCode(() -> rates.admit(SESSION, later + Duration.ofMillis(1).toNanos()))
                .doesNotThrowAnyException();
    }

    @Test
    void aRefusalCostsNothing() {
        for (int i = 0; i < 3; i++) {
            rates.admit(SESSION, START);
        }
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> rates.admit(SESSION, START)).isInstanceOf(Refused.class);
        }
        rates.admit(SESSION, START + Duration.ofSeconds(1).toNanos());
    }

    @Test
    void sessionsDoNotPayForEachOther() {
        for (int i = 0; i < 3; i++) {
            rates.admit(SESSION, START);
        }
        rates.admit(new Caller("staff:1", UUID.randomUUID()), START);
    }

    @Test
    void theOperatorMayAskTenTimesAsOftenAndNoOftener() {
        Caller operator = new Caller("operator", null);
        for (int i = 0; i < 30; i++) {
            rates.admit(operator, START);
        }
        Refused refused = catchThrowableOfType(Refused.class, () -> rates.admit(operator, START));
        assertThat(refused.code()).isEqualTo("rate_limit_exceeded");
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(100));
        rates.admit(SESSION, START);
    }

    @Test
    void aRateOfNothingIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new RateSettings(0, 1)).isInstanceOf(CannotStart.class);
    }
}
