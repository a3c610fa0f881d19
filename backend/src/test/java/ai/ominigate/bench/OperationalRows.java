package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.HdrHistogram.Histogram;

/**
 * What a million operational rows an hour cost calls that they are not about. Each round loads OminiGate three times alike,
 * and only the second time such rows are written beside. What the second adds to the others is what rows cost; what the
 * third adds to the first is what the machine does by itself, and tells how small a cost could have been seen.
 *
 * <p>A stretch has 1,500 calls, and 15 of them say little of a p99, so the percentiles are of all rounds' calls together.
 * How far chance moves them is told by drawing the rounds again and again with replacement (the bootstrap).
 */
final class OperationalRows {
    private static final int ROUNDS = 24;
    private static final int FULL_ROUNDS = 9;

    private static final Duration LEAD_IN = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(3);
    private static final double MICROSECOND = 1_000;
    private static final int DRAWS = 1_000;

    /** Of the draws, what lies outside on either side of what is told. */
    private static final double OUTSIDE = 0.05;

    private final ChildProcess.Ready gate;
    private final Target target;
    private final Caller caller;
    private final Figures figures;
    private final List<Round> rounds = new ArrayList<>();

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
                rows.evenly();
            }
            // Afterwards, as what is stored for seconds after a full load would slow what comes next.
            for (int round = 1; round <= FULL_ROUNDS; round++) {
                rows.fully();
            }
            rows.tell(50, Quantity.ROWS_MORE_50, Quantity.ROWS_MORE_50_BY_ITSELF);
            rows.tell(99, Quantity.ROWS_MORE_99, Quantity.ROWS_MORE_99_BY_ITSELF);
        }
    }

    /** Calls at their fixed moments. */
    private void evenly() {
        Histogram before = call(Scenario.FEW).latency();
        long there = order(RowWritingGate.BEGIN);
        long from = System.nanoTime();
        Histogram beside = call(Scenario.FEW).latency();
        double seconds = (System.nanoTime() - from) / 1e9;
        long given = order(RowWritingGate.END) - there;
        Round round = new Round(before, beside, call(Scenario.FEW).latency());
        rounds.add(round);
        figures.add(Quantity.ROWS_MORE, given / seconds * Duration.ofHours(1).toSeconds());
        System.out.printf("  %s, with %d rows%n", round, given);
    }

    /** As many calls as there can be. */
    private void fully() {
        double before = call(Scenario.MOST).perSecond();
        order(RowWritingGate.BEGIN);
        double beside = call(Scenario.MOST).perSecond();
        order(RowWritingGate.END);
        double after = call(Scenario.MOST).perSecond();
        figures.add(Quantity.ROWS_MORE_CALLS, beside / ((before + after) / 2));
        figures.add(Quantity.ROWS_MORE_CALLS_BY_ITSELF, after / before);
        System.out.printf("  %.0f, %.0f and %.0f calls/s%n", before, beside, after);
    }

    private Measured call(Scenario scenario) {
        Measured measured = caller.call(target, scenario.load(LEAD_IN, MEASURED));
        figures.count(measured);
        return measured;
    }

    /** Each as it is of all rounds together, and the ends between which nine draws in ten lie. */
    private void tell(double percentile, Quantity added, Quantity byItself) {
        spread(added, drawn -> of(drawn, percentile, Round::withRows) - of(drawn, percentile, Round::without));
        spread(byItself, drawn -> of(drawn, percentile, Round::later) - of(drawn, percentile, Round::earlier));
    }

    private void spread(Quantity quantity, ToDoubleFunction<List<Round>> difference) {
        Random chance = new Random(1);
        double[] draws = DoubleStream.generate(() -> difference.applyAsDouble(drawn(chance)))
                .limit(DRAWS)
                .sorted()
                .toArray();
        int outside = (int) (DRAWS * OUTSIDE);
        figures.add(quantity, draws[outside]);
        figures.add(quantity, difference.applyAsDouble(rounds));
        figures.add(quantity, draws[DRAWS - 1 - outside]);
    }

    private List<Round> drawn(Random chance) {
        return chance.ints(rounds.size(), 0, rounds.size())
                .mapToObj(rounds::get)
                .toList();
    }

    /** @return in microseconds, of the calls of all these rounds together */
    private static double of(List<Round> rounds, double percentile, Function<Round, List<Histogram>> stretches) {
        Histogram all = Measured.histogram();
        rounds.stream().map(stretches).flatMap(List::stream).forEach(all::add);
        return all.getValueAtPercentile(percentile) / MICROSECOND;
    }

    /** @return how many rows were given to the log so far */
    private long order(String order) {
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

    /** How long calls at fixed moments took, in nanoseconds: of three stretches, with rows beside the second alone. */
    private record Round(Histogram before, Histogram beside, Histogram after) {

        List<Histogram> withRows() {
            return List.of(beside);
        }

        List<Histogram> without() {
            return List.of(before, after);
        }

        List<Histogram> earlier() {
            return List.of(before);
        }

        List<Histogram> later() {
            return List.of(after);
        }

        @Override
        public String toString() {
            return "p50 and p99 in µs: " + told(before) + " – " + told(beside) + " – " + told(after);
        }

        private static String told(Histogram stretch) {
            return "%.0f, %.0f"
                    .formatted(
                            stretch.getValueAtPercentile(50) / MICROSECOND,
                            stretch.getValueAtPercentile(99) / MICROSECOND);
        }
    }
}
