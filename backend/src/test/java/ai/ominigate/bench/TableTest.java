package ai.ominigate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void othersAreToldByWhatTheyAddToTheDirectCall() {
        String table = Table.of(List.of(row("direct", 60, 0), row("OminiGate", 160, 0)));

        assertThat(table.lines().filter(line -> line.startsWith("direct")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("(60)").doesNotContain("+"));
        assertThat(table.lines().filter(line -> line.startsWith("OminiGate")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("+100", "22.0"));
        assertThat(table).doesNotContain("failed");
    }

    @Test
    void failedCallsAreNotPassedOver() {
        assertThat(Table.of(List.of(row("direct", 60, 0), row("OminiGate", 160, 5))))
                .contains("OminiGate: 20 of 400 calls failed");
    }

    private static Row row(String name, long micros, long failed) {
        Map<Scenario, Measured> measured = new EnumMap<>(Scenario.class);
        for (Scenario scenario : Scenario.values()) {
            Histogram histogram = Measured.histogram();
            histogram.recordValueWithCount(TimeUnit.MICROSECONDS.toNanos(micros), 100);
            measured.put(scenario, new Measured(histogram, histogram, failed, 4));
        }
        return new Row(name, measured, 22.0);
    }
}
