package ai.ominigate.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProcessAgeTest {

    @Test
    void onLinuxItIsWhatTheSystemCountsFromBootOnWhateverTheProcessIsCalled() {
        String stat = "4711 (a (b) c) S 1 1 1 0 -1 4194560 1 0 0 0 120 20 0 0 20 0 30 0 360000 1 2 3";

        assertThat(ProcessAge.age(stat, "3601.75 7000.10\n")).isEqualTo(Duration.ofMillis(1_750));
    }

    @Test
    void thisProcessHasBeenThereForAWhile() {
        Duration first = ProcessAge.at(Instant.now()).orElseThrow();

        assertThat(first).isPositive().isLessThan(Duration.ofHours(2));
        assertThat(ProcessAge.at(Instant.now()).orElseThrow()).isGreaterThanOrEqualTo(first);
    }
}
