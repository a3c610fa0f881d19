package ai.ominigate.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

    @ParameterizedTest
    @CsvSource({"7, PT7S", "0, PT0S", "1.5, PT1.5S"})
    void secondsAreReadWholeOrNot(String seconds, Duration wait) {
        assertThat(said("retry-after", seconds)).isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource({"250, PT0.25S", "250.9, PT0.25S", "-1, PT0S"})
    void millisecondsAreReadAndNeverNegative(String millis, Duration wait) {
        assertThat(said("retry-after-ms", millis)).isEqualTo(wait);
    }

    @Test
    void millisecondsAreBelievedBeforeSeconds() {
        HttpHeaders both = new DefaultHttpHeaders().add("retry-after", "2").add("retry-after-ms", "1700");

        assertThat(RetryAfter.of(both, NOON)).isEqualTo(Duration.ofMillis(1_700));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"Mon, 02 Mar 2026 12:00:30 GMT | PT30S", "Mon, 02 Mar 2026 11:59:00 GMT | PT0S"})
    void aDateIsReadAsTheTimeUntilThen(String date, Duration wait) {
        assertThat(said("retry-after", date)).isEqualTo(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "1.2.3", "Mon, 31 Feb 2026 12:00:30 GMT"})
    void whatCannotBeReadIsAsIfNothingWasSaid(String nonsense) {
        assertThat(said("retry-after", nonsense)).isNull();
        assertThat(RetryAfter.of(new DefaultHttpHeaders(), NOON)).isNull();
    }

    private static @Nullable Duration said(String header, String value) {
        return RetryAfter.of(new DefaultHttpHeaders().add(header, value), NOON);
    }
}
