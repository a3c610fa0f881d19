package ai.ominigate.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The figures as people read them. The first row is the direct call; what the others add is told against it. */
final class Table {

    private static final String LINE = "%-11s%9s  %11s%11s  %11s%11s  %11s%11s  %9s";
    private static final String HEAD = String.join(
            "\n",
            LINE.formatted(
                    "",
                    "calls/s",
                    "added at",
                    "500/s, µs",
                    "added at",
                    "2,000/s, µs",
                    "added to",
                    "1st byte, µs",
                    "CPU µs"),
            LINE.formatted("", "at most", "p50", "p99", "p50", "p99", "p50", "p99", "per call"),
            "");

    private Table() {}

    static String of(List<Row> rows) {
        Row direct = rows.getFirst();
        String others = rows.stream().skip(1).map(row -> line(row, direct)).collect(Collectors.joining("\n"));
        String itself = LINE.formatted(
                direct.target(),
                rounded(direct.of(Scenario.MOST).perSecond()),
                own(direct.of(Scenario.FEW).latency(), 50),
                own(direct.of(Scenario.FEW).latency(), 99),
                own(direct.of(Scenario.MANY).latency(), 50),
                own(direct.of(Scenario.MANY).latency(), 99),
                own(direct.of(Scenario.STREAMS).firstByte(), 50),
                own(direct.of(Scenario.STREAMS).firstByte(), 99),
                "–");
        return HEAD + itself + "\n" + others + "\n" + failures(rows);
    }

    private static String line(Row row, Row direct) {
        return LINE.formatted(
                row.target(),
                rounded(row.of(Scenario.MOST).perSecond()),
                added(latency(row, Scenario.FEW), latency(direct, Scenario.FEW), 50),
                added(latency(row, Scenario.FEW), latency(direct, Scenario.FEW), 99),
                added(latency(row, Scenario.MANY), latency(direct, Scenario.MANY), 50),
                added(latency(row, Scenario.MANY), latency(direct, Scenario.MANY), 99),
                added(
                        row.of(Scenario.STREAMS).firstByte(),
                        direct.of(Scenario.STREAMS).firstByte(),
                        50),
                added(
                        row.of(Scenario.STREAMS).firstByte(),
                        direct.of(Scenario.STREAMS).firstByte(),
                        99),
                "%.1f".formatted(row.cpuMicros()));
    }

    private static Histogram latency(Row row, Scenario scenario) {
        return row.of(scenario).latency();
    }

    private static String added(Histogram with, Histogram without, double percentile) {
        long nanos = with.getValueAtPercentile(percentile) - without.getValueAtPercentile(percentile);
        return "%s%,d".formatted(nanos < 0 ? "−" : "+", Math.abs(Math.round(nanos / 1000.0)));
    }

    /** In brackets, as it is no addition. */
    private static String own(Histogram histogram, double percentile) {
        return String.format(Locale.ROOT, "(%,d)", Math.round(histogram.getValueAtPercentile(percentile) / 1000.0));
    }

    private static String rounded(double perSecond) {
        return String.format(Locale.ROOT, "%,d", Math.round(perSecond / 10) * 10);
    }

    private static String failures(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.failed() > 0)
                .map(row -> "%s: %,d of %,d calls failed; its figures mean little.%n"
                        .formatted(row.target(), row.failed(), row.calls()))
                .collect(Collectors.joining());
    }
}
