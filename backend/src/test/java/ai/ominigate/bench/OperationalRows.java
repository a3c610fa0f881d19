package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a million operational rows an hour cost calls that they are not about. Each round loads OminiGate three times alike,
 * and only the second time such rows are written beside. What the second adds to the mean of the others is what rows cost;
 * what the third adds to the first is what the machine does by itself, and tells how small a cost could have been seen.
 */
final class OperationalRows {
    private static final int ROUNDS = 9;
    private static final Duration LEAD_IN = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(3);
    private static final double MICROSECOND = 1_000;

    private final ChildProcess.Ready gate;
    private final Target target;
    private final Caller caller;
    private final Figures figures;

    private OperationalRows(ChildProcess.Ready gate, Target target, Caller caller, Figures figures) {
        this.gate = gate;
        this.target = target;
        this.caller = caller;
        this.figures = figures;
    }

    static void measure(int modelPort, ChildProcess.Ready load, Path work, Figures figures) {
        Path folder = work.resolve("rows");
        try (ChildProcess.Ready gate = ChildProcess.java(
                RowWritingGate.class, Cores.ofTarget(), String.valueOf(modelPort), folder.toString())) {
            // The server first, so that what it starts meanwhile follows it.
            Cores.ofTheRest().move(gate.process().database());
            Cores.ofTheRest().move(gate.process().database());
            Target target =
                    new Target(OminiGate.NAME, Target.local(gate.port()), OminiGate.key(folder), gate.process());
            Caller caller = new Caller(load);
            WarmUp.of(target, caller);
            OperationalRows rows = new OperationalRows(gate, target, caller, figures);
            for (int round = 1; round <= ROUNDS; round++) {
                rows.round();
            }
        }
    }

    private void round() {
        Stretch before = stretch();
        long there = tell(RowWritingGate.BEGIN);
        long from = System.nanoTime();
        Stretch beside = stretch();
        double seconds = (System.nanoTime() - from) / 1e9;
        long given = tell(RowWritingGate.END) - there;
        Stretch after = stretch();
        figures.add(Quantity.ROWS_MORE, given / seconds * Duration.ofHours(1).toSeconds());
        figures.add(Quantity.ROWS_MORE_50, beside.p50() - (before.p50() + after.p50()) / 2);
        figures.add(Quantity.ROWS_MORE_50_BY_ITSELF, after.p50() - before.p50());
        figures.add(Quantity.ROWS_MORE_99, beside.p99() - (before.p99() + after.p99()) / 2);
        figures.add(Quantity.ROWS_MORE_99_BY_ITSELF, after.p99() - before.p99());
        figures.add(Quantity.ROWS_MORE_CALLS, beside.calls() / ((before.calls() + after.calls()) / 2));
        figures.add(Quantity.ROWS_MORE_CALLS_BY_ITSELF, after.calls() / before.calls());
        System.out.printf("  %s%n  %s, with %d rows%n  %s%n", before, beside, given, after);
    }

    /** @return how many rows were given to the log so far */
    private long tell(String order) {
        try {
            gate.told().write(order);
            gate.told().newLine();
            gate.told().flush();
            String[] answer = String.valueOf(gate.said().readLine()).split(" ");
            if (Long.parseLong(answer[1]) != 0) {
                throw new IllegalStateException(answer[1] + " rows were lost");
            }
            return Long.parseLong(answer[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stretch stretch() {
        Measured even = caller.call(target, Scenario.FEW.load(LEAD_IN, MEASURED));
        Measured most = caller.call(target, Scenario.MOST.load(LEAD_IN, MEASURED));
        figures.count(even);
        figures.count(most);
        return new Stretch(
                even.latency().getValueAtPercentile(50) / MICROSECOND,
                even.latency().getValueAtPercentile(99) / MICROSECOND,
                most.perSecond());
    }

    /**
     * Calls at their fixed moments, then as many as there can be.
     *
     * @param p50 of the former, in microseconds
     * @param p99 of the former, likewise
     * @param calls of the latter, in a second
     */
    private record Stretch(double p50, double p99, double calls) {}
}
