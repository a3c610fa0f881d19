package ai.ominigate.faults;

import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.faults.Finding.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the suite saw of one kind of fault: a row of its table. */
final class FaultRow {
    private final String fault;
    private final Map<String, Integer> failures = new TreeMap<>();
    private final Map<Kind, Long> found = new EnumMap<>(Kind.class);
    private final List<Long> recoveries = new ArrayList<>();
    private final List<Long> drains = new ArrayList<>();
    private int runs;
    private int calls;
    private int whole;
    private @Nullable String notRun;

    FaultRow(String fault) {
        this.fault = fault;
    }

    String fault() {
        return fault;
    }

    synchronized void ran() {
        runs++;
    }

    synchronized void notRun(String why) {
        notRun = why;
    }

    synchronized void recovered(Duration time) {
        recoveries.add(time.toMillis());
    }

    /** So many usage rows were stored in that time, once they could be. */
    synchronized void drained(long rows, Duration time) {
        drains.add(rows * 1000 / Math.max(1, time.toMillis()));
    }

    synchronized void add(Call call) {
        if (call.probe()) {
            return;
        }
        calls++;
        switch (call.outcome()) {
            case Outcome.Whole _ -> whole++;
            case Outcome.Refused(int status, String code) -> failures.merge(status + " " + code, 1, Integer::sum);
            case Outcome.Cut(String how, boolean _) -> failures.merge("cut: " + how, 1, Integer::sum);
            case Outcome.Unanswered _ -> failures.merge("no answer", 1, Integer::sum);
            case Outcome.Left _ -> failures.merge("caller left", 1, Integer::sum);
        }
    }

    synchronized void add(Finding finding) {
        found.merge(finding.kind(), finding.amount(), Long::sum);
    }

    /** The cells of this row, as {@link #HEADINGS} has them. */
    synchronized List<String> cells() {
        if (notRun != null && runs == 0) {
            return List.of(fault, "not run: " + notRun);
        }
        List<String> cells =
                new ArrayList<>(List.of(fault, String.valueOf(runs), String.valueOf(calls), String.valueOf(whole)));
        for (Kind kind : Kind.values()) {
            long amount = found.getOrDefault(kind, 0L);
            boolean money = kind == Kind.OVERSPENT || kind == Kind.LEAKED || kind == Kind.DRIFT;
            cells.add(money && amount != 0 ? BigDecimal.valueOf(amount, 9).toPlainString() : String.valueOf(amount));
        }
        cells.add(percentiles(recoveries));
        cells.add(
                drains.isEmpty()
                        ? "-"
                        : String.valueOf(
                                drains.stream().mapToLong(Long::longValue).max().orElse(0)));
        StringBuilder refused = new StringBuilder();
        failures.forEach((what, times) -> refused.append(refused.isEmpty() ? "" : ", ")
                .append(times)
                .append(" × ")
                .append(what));
        cells.add(refused.isEmpty() ? "none" : refused.toString());
        return cells;
    }

    static final List<String> HEADINGS = List.of(
            "fault",
            "runs",
            "calls",
            "whole",
            "lost",
            "twice",
            "wrong",
            "overspent $",
            "leaked $",
            "drift $",
            "phantom",
            "recovery ms p50/p95/max",
            "drain rows/s",
            "refused and failed during it");

    private static String percentiles(List<Long> millis) {
        if (millis.isEmpty()) {
            return "-";
        }
        List<Long> sorted = millis.stream().sorted().toList();
        return at(sorted, 50) + "/" + at(sorted, 95) + "/" + sorted.getLast();
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.get(Math.ceilDiv(sorted.size() * percent, 100) - 1);
    }
}
