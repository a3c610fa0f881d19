package ai.ominigate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class TableTest {

    @Test
    void aRowTellsTheMedianOfTheRoundsAndHowFarTheyLieApart() {
        Figures gate = figures(OminiGate.NAME, Quantity.CPU_MOST, 44, 40, 42);

        assertThat(Table.of(List.of(new Figures("direct"), gate)).lines())
                .containsExactly(
                        "|  | direct | OminiGate |",
                        "| --- | ---: | ---: |",
                        "| CPU per call at saturation, µs |  | 42.0 (40.0 – 44.0) |");
    }

    /** A round that something else disturbed disturbs both alike. */
    @Test
    void nginxIsComparedWithRoundByRound() {
        Figures nginx = figures(Nginx.NAME, Quantity.CPU_MOST, 20, 40, 20);
        Figures gate = figures(OminiGate.NAME, Quantity.CPU_MOST, 40, 80, 50);

        assertThat(Table.of(List.of(new Figures("direct"), nginx, gate)))
                .contains("| 20.0 (20.0 – 40.0) | 50.0 (40.0 – 80.0) | 2.00 (2.00 – 2.50) |");
    }

    @Test
    void othersAreToldByWhatTheyAddToTheDirectCallOfTheSameRound() {
        Figures gate = new Figures(OminiGate.NAME);
        Scenario.FEW.note(gate, sample(160), new Scenario.Histograms(histogram(60), histogram(60)));
        Scenario.FEW.note(gate, sample(200), new Scenario.Histograms(histogram(210), histogram(210)));
        Scenario.FEW.note(gate, sample(190), new Scenario.Histograms(histogram(90), histogram(90)));

        assertThat(gate.of(Quantity.FEW_50)).hasValueSatisfying(added -> {
            assertThat(added.median()).isBetween(99.0, 101.0);
            assertThat(added.least()).isBetween(-11.0, -9.0);
        });
        assertThat(Table.of(List.of(gate))).contains("| Added p50 at 500/s, µs | 100 (−10 – 100) |");
    }

    @Test
    void failedCallsAreNotPassedOver() {
        Figures gate = new Figures(OminiGate.NAME);
        gate.count(new Measured(histogram(60), histogram(60), 20, 0, 4));

        assertThat(Table.of(List.of(gate))).contains("OminiGate: 20 of 100 calls failed");
    }

    @Test
    void theReadmeKeepsEverythingButItsFigures() {
        String readme = "before\n<!-- bench:begin -->\nold\n<!-- bench:end -->\nafter\n";

        assertThat(Readme.with("new\n", readme))
                .isEqualTo("before\n<!-- bench:begin -->\nnew\n<!-- bench:end -->\nafter\n");
    }

    @Test
    void aPartThatWasMeasuredByItselfTakesTheLinesThatItHasInAWholeRun() {
        String table = """
                <!-- bench:begin -->
                |  | direct | nginx | OminiGate | × nginx |
                | --- | ---: | ---: | ---: | ---: |
                | Calls per second at saturation | 3 | 2 | 1 | 0.50 |
                | – and in PostgreSQL, µs |  |  | 1.0 |  |
                | – and in PostgreSQL, µs |  |  | 2.0 |  |
                | Usage rows stored per second, after an outage |  |  | 4 |  |
                | From start to health, s |  |  | 7.68 |  |

                a machine
                <!-- bench:end -->
                after
                """;
        Figures some = figures(OminiGate.NAME, Quantity.ROWS_MORE, 1_000_000);
        some.add(Quantity.ROWS_MORE_50, -2);
        some.add(Quantity.DATABASE_MANY, 9);
        some.add(Quantity.START, 3);

        assertThat(Readme.with(some, table))
                .isEqualTo(table.replace("|  |  | 2.0 |  |", "|  |  | 9.0 |  |")
                        .replace("|  |  | 7.68 |  |", "|  |  | 3.00 |  |")
                        .replace(
                                "outage |  |  | 4 |  |\n",
                                "outage |  |  | 4 |  |\n| Operational rows written beside calls, an hour |  |  | 1,000,000 |  |\n"
                                        + "| – added by them to p50 at 500/s, µs |  |  | −2 |  |\n"));
    }

    private static Figures figures(String target, Quantity quantity, double... values) {
        Figures figures = new Figures(target);
        for (double value : values) {
            figures.add(quantity, value);
        }
        return figures;
    }

    private static Sample sample(long micros) {
        return new Sample(
                new Measured(histogram(micros), histogram(micros), 0, 0, 4), Duration.ofMillis(1), Duration.ZERO);
    }

    private static Histogram histogram(long micros) {
        Histogram histogram = Measured.histogram();
        histogram.recordValueWithCount(micros * 1000, 100);
        return histogram;
    }
}
