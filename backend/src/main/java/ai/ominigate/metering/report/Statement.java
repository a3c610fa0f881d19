package ai.ominigate.metering.report;

import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What an account used in a month, by model and key.
 *
 * @param zone whose midnights the month lies between
 * @param lines dearest first
 */
public record Statement(YearMonth month, ZoneId zone, List<Line> lines, UsageTotals total) {

    /** One model with one key. */
    public record Line(String model, UUID key, UsageTotals totals) {}

    /** Adds up the days of the month. */
    static Statement of(YearMonth month, ZoneId zone, List<DayOfUse> days) {
        record Cell(String model, UUID key) {}
        Map<Cell, UsageTotals> sums = new LinkedHashMap<>();
        UsageTotals total = UsageTotals.NONE;
        for (DayOfUse day : days) {
            sums.merge(new Cell(day.model(), day.key()), day.totals(), UsageTotals::plus);
            total = total.plus(day.totals());
        }
        List<Line> lines = sums.entrySet().stream()
                .map(sum -> new Line(sum.getKey().model(), sum.getKey().key(), sum.getValue()))
                .sorted(Comparator.<Line>comparingLong(line -> line.totals().costNanos())
                        .reversed()
                        .thenComparing(Line::model)
                        .thenComparing(Line::key))
                .toList();
        return new Statement(month, zone, lines, total);
    }
}
