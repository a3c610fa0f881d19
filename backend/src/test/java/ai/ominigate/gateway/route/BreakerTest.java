package ai.ominigate.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerTest {

    private static final long SECOND = 1_000_000_000L;

    private final Breaker breaker = new Breaker(new RouteSettings(
            3, Duration.ofSeconds(5), Duration.ofSeconds(60), 4, Duration.ofMillis(250), Duration.ofSeconds(5)));

    @Test
    void letsCallsThroughUntilEnoughFailuresCameInARow() {
        breaker.failed(0);
        breaker.failed(0);
        breaker.succeeded();
        breaker.failed(0);
        breaker.failed(0);
        assertThat(breaker.tryPass(0)).isTrue();

        breaker.failed(0);

        assertThat(breaker.tryPass(0)).isFalse();
        assertThat(breaker.standing(0)).isEqualTo(Breaker.Standing.OPEN);
    }

    @Test
    void letsOneCallProbeAfterItsPause() {
        open(0);

        assertThat(breaker.tryPass(5 * SECOND - 1)).isFalse();
        assertThat(breaker.standing(5 * SECOND)).isEqualTo(Breaker.Standing.HALF_OPEN);
        assertThat(breaker.tryPass(5 * SECOND)).isTrue();
        assertThat(breaker.tryPass(5 * SECOND))
                .as("a second call while the probe runs")
                .isFalse();
    }

    @Test
    void closesWhenTheProbeSucceeds() {
        open(0);
        assertThat(breaker.tryPass(5 * SECOND)).isTrue();

        breaker.succeeded();

        assertThat(breaker.tryPass(5 * SECOND)).isTrue();
        assertThat(breaker.standing(5 * SECOND)).isEqualTo(Breaker.Standing.CLOSED);
    }

    @Test
    void staysOpenTwiceAsLongAfterAFailedProbe() {
        open(0);
        assertThat(breaker.tryPass(5 * SECOND)).isTrue();

        breaker.failed(5 * SECOND);

        assertThat(breaker.tryPass(15 * SECOND - 1)).isFalse();
        assertThat(breaker.tryPass(15 * SECOND)).isTrue();
    }

    @Test
    void neverStaysOpenLongerThanItsBound() {
        open(0);
        long now = 0;
        for (int probe = 0; probe < 40; probe++) {
            now += 60 * SECOND;
            assertThat(breaker.tryPass(now)).isTrue();
            breaker.failed(now);
        }
    }

    @Test
    void failuresOfCallsThatWereLetThroughBeforeItOpenedDoNotProlongIt() {
        open(0);
        for (int late = 0; late < 100; late++) {
            breaker.failed(SECOND);
        }

        assertThat(breaker.tryPass(5 * SECOND)).isTrue();
    }

    @Test
    void aProbeWithoutAVerdictLetsTheNextCallProbe() {
        open(0);
        assertThat(breaker.tryPass(5 * SECOND)).isTrue();

        breaker.abandoned();

        assertThat(breaker.tryPass(5 * SECOND)).isTrue();
    }

    private void open(long now) {
        breaker.failed(now);
        breaker.failed(now);
        breaker.failed(now);
    }
}
