package ai.ominigate.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.abuse.decision.Throttle;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThrottlesTest {
    private static final UUID THROTTLE = UUID.fromString("019a1b2c-0000-7000-8000-000000000007");
    private static final long DOLLAR = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Throttles throttles = new Throttles(now::get);

    @Test
    void asManyCallsAsASecondHasComeThroughAndThenOneAtATime() {
        for (int i = 0; i < 2; i++) {
            assertThat(ask(2.0, null, 0)).isInstanceOf(Admission.Granted.class);
        }
        assertThat(ask(2.0, null, 0))
                .isInstanceOfSatisfying(
                        Admission.Denied.class,
                        denied -> assertThat(denied.retryAfter()).isEqualTo(Duration.ofMillis(500)));
        now.addAndGet(Duration.ofMillis(500).toNanos());
        assertThat(ask(2.0, null, 0)).isInstanceOf(Admission.Granted.class);
        assertThat(ask(2.0, null, 0)).isInstanceOf(Admission.Denied.class);
    }

    @Test
    void twoNodesTogetherLetNoMoreThroughThanOneWould() {
        Throttle all = new Throttle(4.0, 10 * DOLLAR);
        Throttle part = all.shareOf(2);
        assertThat(part).isEqualTo(new Throttle(2.0, 5 * DOLLAR));
        assertThat(all.shareOf(1)).isEqualTo(all);
        Throttles other = new Throttles(now::get);
        int granted = 0;
        for (int i = 0; i < 60_000; i += 50) {
            for (Throttles node : List.of(throttles, other)) {
                Admission admission = node.admit(THROTTLE, part.requestsPerSecond(), null, 0);
                granted += admission instanceof Admission.Granted ? 1 : 0;
            }
            now.addAndGet(Duration.ofMillis(50).toNanos());
        }
        assertThat(granted).as("a minute, and what may come at once").isBetween(4 * 60, 4 * 60 + 4);
    }

    @Test
    void aCallInTwoSecondsIsPossibleToo() {
        assertThat(ask(0.5, null, 0)).isInstanceOf(Admission.Granted.class);
        assertThat(ask(0.5, null, 0)).isInstanceOf(Admission.Denied.class);
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(ask(0.5, null, 0)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void anHoursMoneyCanBeSpentAndComesBackEvenly() {
        assertThat(ask(null, 2 * DOLLAR, 2 * DOLLAR)).isInstanceOf(Admission.Granted.class);
        assertThat(ask(null, 2 * DOLLAR, DOLLAR)).isInstanceOf(Admission.Denied.class);
        now.addAndGet(Duration.ofMinutes(30).toNanos());
        assertThat(ask(null, 2 * DOLLAR, DOLLAR)).isInstanceOf(Admission.Granted.class);
    }

    @Test
    void whatACallDidNotSpendIsThereAgain() {
        Admission first = ask(null, DOLLAR, DOLLAR);
        assertThat(first)
                .isInstanceOfSatisfying(
                        Admission.Granted.class, granted -> granted.permit().close(10, DOLLAR / 10));
        assertThat(ask(null, DOLLAR, 9 * DOLLAR / 10)).isInstanceOf(Admission.Granted.class);
        assertThat(ask(null, DOLLAR, DOLLAR / 10)).isInstanceOf(Admission.Denied.class);
    }

    @Test
    void aCallThatIsDeniedForItsNumberTakesNoMoney() {
        assertThat(ask(1.0, DOLLAR, DOLLAR / 2)).isInstanceOf(Admission.Granted.class);
        assertThat(ask(1.0, DOLLAR, DOLLAR / 2)).isInstanceOf(Admission.Denied.class);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(ask(1.0, DOLLAR, DOLLAR / 2)).isInstanceOf(Admission.Granted.class);
    }

    private Admission ask(@Nullable Double requestsPerSecond, @Nullable Long nanosPerHour, long nanos) {
        return throttles.admit(THROTTLE, requestsPerSecond, nanosPerHour, nanos);
    }
}
