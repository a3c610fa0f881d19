package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures a direct call, nginx where it is installed, and OminiGate, side by side on this machine, in about three
 * minutes. Everything listens on the loopback address only.
 *
 * <p>Load, model double and target are processes of their own. The targets take turns in each scenario, and everything
 * is done twice, so that whatever else the machine does meets all of them.
 */
public final class Benchmark {

    private static final int ROUNDS = 2;
    private static final Duration LEAD_IN = Duration.ofSeconds(1);
    private static final Duration MEASURED = Duration.ofSeconds(4);
    /** How long a target is loaded before anything counts: compilers need that long. */
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    private static final Duration WARM_UP_STREAMS = Duration.ofSeconds(4);
    /** What other programs may use of the machine without much harm to the figures. */
    private static final double QUIET = 0.15;

    private Benchmark() {}

    /** @param args the jar of OminiGate, and a folder to work in, which is emptied */
    public static void main(String[] args) {
        Path work = emptied(Path.of(args[1]).toAbsolutePath());
        try (ChildProcess.Ready model = ChildProcess.java(ModelDouble.class, Cores.ofTheRest());
                ChildProcess.Ready load = ChildProcess.java(LoadGenerator.class, Cores.ofTheRest())) {
            List<Target> targets = new ArrayList<>();
            try {
                targets.add(Target.direct(model.port()));
                Nginx.start(work, model.port()).ifPresent(targets::add);
                targets.add(OminiGate.start(Path.of(args[0]), work, model.port()));
                measure(targets, new Caller(load), List.of(model.process(), load.process()));
            } finally {
                targets.forEach(Target::close);
            }
        }
    }

    private static void measure(List<Target> targets, Caller caller, List<ChildProcess> helpers) {
        System.out.printf("OminiGate's benchmark, about three minutes on %s%n", Machine.words());
        targets.forEach(target -> warmUp(target, caller));

        List<ChildProcess> ours = new ArrayList<>(helpers);
        targets.forEach(target -> ours.addAll(target.processes()));
        Machine.Others others = new Machine.Others(ours);
        List<Tally> tallies = targets.stream().map(Tally::new).toList();
        for (int round = 0; round < ROUNDS; round++) {
            for (Scenario scenario : Scenario.values()) {
                tallies.forEach(tally -> tally.measure(scenario, caller));
            }
        }
        print(tallies.stream().map(Tally::row).toList(), others.cores());
    }

    private static void warmUp(Target target, Caller caller) {
        caller.call(target, Scenario.MOST.load(Duration.ZERO, WARM_UP));
        caller.call(target, Scenario.STREAMS.load(Duration.ZERO, WARM_UP_STREAMS));
    }

    private static void print(List<Row> rows, double others) {
        System.out.printf(
                """

                %s
                Request 2 KB, answer 1 KB; streams of %d events, 50 started a second; %d rounds of %d s each.
                Latency counts from the moment a call was due. The direct call's own figures are in brackets.
                Set-up: %s.
                Other programs used %.2f cores meanwhile%s.
                """,
                Table.of(rows),
                Bodies.EVENTS,
                ROUNDS,
                MEASURED.toSeconds(),
                Cores.words(),
                others,
                others > QUIET ? ": too much to trust the p99 and the most calls a second" : "");
    }

    private static Path emptied(Path folder) {
        try {
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The load generator's process, from here. */
    private record Caller(ChildProcess.Ready generator) {

        Measured call(Target target, Load load) {
            try {
                generator.told().write(new LoadOrder(target.calls(), target.key(), load).toLine());
                generator.told().newLine();
                generator.told().flush();
                String line = generator.said().readLine();
                if (line == null) {
                    throw new IllegalStateException("The load generator has ended");
                }
                return Measured.fromLine(line);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What is known of a target so far. */
    private static final class Tally {

        private final Target target;
        private final Map<Scenario, Measured> measured = new EnumMap<>(Scenario.class);
        private Duration cpu = Duration.ZERO;

        Tally(Target target) {
            this.target = target;
        }

        void measure(Scenario scenario, Caller caller) {
            Duration before = cpuTime();
            Measured now = caller.call(target, scenario.load(LEAD_IN, MEASURED));
            measured.merge(scenario, now, Measured::and);
            if (scenario == Scenario.MOST) {
                cpu = cpu.plus(cpuTime().minus(before));
            }
        }

        private Duration cpuTime() {
            return target.processes().stream().map(ChildProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
        }

        /** The lead-in costs processor time too, so the calls of both are reckoned with. */
        Row row() {
            double share = MEASURED.toNanos() / (double) MEASURED.plus(LEAD_IN).toNanos();
            long calls =
                    Math.max(1, measured.getOrDefault(Scenario.MOST, nothing()).calls());
            return new Row(target.name(), measured, cpu.toNanos() / 1000.0 * share / calls);
        }

        private static Measured nothing() {
            return new Measured(Measured.histogram(), Measured.histogram(), 0, 1);
        }
    }
}
