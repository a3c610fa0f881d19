package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures a direct call, nginx where it is installed, and OminiGate, side by side on this machine, in about fifteen
 * minutes. Everything listens on the loopback address only.
 *
 * <p>Load, model double and target are processes of their own. The targets take turns in each scenario, and everything
 * is done five times, so that whatever else the machine does meets all of them.
 */
public final class Benchmark {

    private static final String ALL = "all";
    private static final int ROUNDS = 5;
    private static final Duration LEAD_IN = Duration.ofMillis(500);
    private static final Duration MEASURED = Duration.ofSeconds(2);
    /** What other programs may use of the machine without much harm to the figures. */
    private static final double QUIET = 0.15;

    private final Path jar;
    private final Path work;
    private final List<Target> targets = new ArrayList<>();
    private final List<Figures> figures = new ArrayList<>();

    private Benchmark(Path jar, Path work) {
        this.jar = jar;
        this.work = work;
    }

    /**
     * @param args the jar of OminiGate, a folder to work in, which is emptied, the project's folder, whether README is to
     *     show the figures, and which part alone is to be measured, or all
     */
    public static void main(String[] args) {
        Path work = emptied(Path.of(args[1]).toAbsolutePath());
        Path project = Path.of(args[2]).toAbsolutePath();
        if (!args[4].equals(ALL)) {
            measurePart(args[4], work, project, Boolean.parseBoolean(args[3]));
            return;
        }
        System.out.printf("OminiGate's benchmark, about fifteen minutes on %s%n", Machine.words());
        String table = new Benchmark(Path.of(args[0]), work).measure(project);
        System.out.println("\n" + table);
        try {
            Files.writeString(work.resolve("table.md"), table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Boolean.parseBoolean(args[3])) {
            Readme.show(table, project.resolve("README.md"));
        }
    }

    /** One of those that need no other target, in a few minutes. */
    private static void measurePart(String part, Path work, Path project, boolean shown) {
        Figures ours = new Figures(OminiGate.NAME);
        switch (part) {
            case "operational-rows" -> {
                try (ChildProcess.Ready model = ChildProcess.java(ModelDouble.class, Cores.ofTheRest());
                        ChildProcess.Ready load = ChildProcess.java(LoadGenerator.class, Cores.ofTheRest())) {
                    OperationalRows.measure(model.port(), load, work, ours);
                }
            }
            case "abuse-queue" -> AbuseQueue.measure(ours);
            case "long-history" -> LongHistory.measure(ours, LongHistory.CALLS_MADE);
            default ->
                throw new IllegalArgumentException(
                        "There is no part " + part + ": operational-rows, abuse-queue, long-history, or " + ALL);
        }
        System.out.println("\n" + Table.of(List.of(ours)) + Machine.words() + Machine.commit(project));
        if (shown) {
            Readme.show(ours, project.resolve("README.md"));
        }
    }

    private String measure(Path project) {
        Figures ours = new Figures(OminiGate.NAME);
        double others;
        try (ChildProcess.Ready model = ChildProcess.java(ModelDouble.class, Cores.ofTheRest());
                ChildProcess.Ready load = ChildProcess.java(LoadGenerator.class, Cores.ofTheRest())) {
            step("starts");
            Starts.measure(jar, work, model.port(), ours);
            try {
                start(model.port(), ours);
                others = measureTargets(new Caller(load), List.of(model.process(), load.process()));
            } finally {
                targets.forEach(Target::close);
            }
            step("operational rows beside calls");
            OperationalRows.measure(model.port(), load, work, ours);
        }
        step("abuse queue");
        AbuseQueue.measure(ours);
        step("an account with ten million calls");
        LongHistory.measure(ours, LongHistory.CALLS_MADE);
        step("start of the demo");
        try {
            Starts.measureDemo(project, work, ours);
        } catch (IllegalStateException e) {
            System.out.println("The demo did not start, so nothing is told of it: " + e.getMessage());
        }
        return told(project, others);
    }

    private void start(int modelPort, Figures ours) {
        add(Target.direct(modelPort), new Figures("direct"));
        Nginx.start(work, modelPort)
                .ifPresentOrElse(
                        nginx -> add(nginx, new Figures(Nginx.NAME)),
                        () -> System.out.println("nginx is not installed, so OminiGate is compared with nothing"));
        Target gate = OminiGate.start(jar, work, modelPort, Cores.ofTarget());
        add(gate, ours);
        // The server first, so that what it starts meanwhile follows it.
        Cores.ofTheRest().move(gate.served().database());
        Cores.ofTheRest().move(gate.served().database());
    }

    private void add(Target target, Figures toBe) {
        targets.add(target);
        figures.add(toBe);
    }

    private double measureTargets(Caller caller, List<ChildProcess> helpers) {
        step("warm-up");
        targets.forEach(target -> WarmUp.of(target, caller));

        List<ChildProcess> ours = new ArrayList<>(helpers);
        targets.stream()
                .filter(target -> !target.isDirect())
                .map(Target::served)
                .forEach(ours::add);
        Machine.Others others = new Machine.Others(ours);
        for (int round = 1; round <= ROUNDS; round++) {
            step("round %d of %d".formatted(round, ROUNDS));
            for (Scenario scenario : Scenario.values()) {
                round(scenario, caller);
            }
        }
        double usedByOthers = others.cores();

        Target gate = targets.getLast();
        step("allocation, usage, outage");
        Allocation.measure(gate, caller, work, figures.getLast());
        Shipping.measure(gate, caller, figures.getLast());
        step("idle streams");
        for (int i = 1; i < targets.size(); i++) {
            IdleStreams.measure(targets.get(i), caller, figures.get(i));
        }
        return usedByOthers;
    }

    private void round(Scenario scenario, Caller caller) {
        Scenario.Histograms direct = Scenario.Histograms.NOTHING;
        for (int i = scenario.needsDirect() ? 0 : 1; i < targets.size(); i++) {
            Sample sample = caller.sample(targets.get(i), scenario.load(LEAD_IN, MEASURED));
            figures.get(i).count(sample.measured());
            scenario.note(figures.get(i), sample, direct);
            if (i == 0) {
                direct = new Scenario.Histograms(
                        sample.measured().latency(), sample.measured().firstByte());
            }
        }
    }

    private static void step(String words) {
        System.out.printf("… %s%n", words);
    }

    private String told(Path project, double others) {
        return """
                %s
                %s%s; %s; %d rounds of %d s, in turns: median (least – most).
                Other programs used %.2f cores meanwhile%s.
                """.formatted(
                        Table.of(figures),
                        Machine.words(),
                        Machine.commit(project),
                        Cores.words(),
                        ROUNDS,
                        MEASURED.toSeconds(),
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
}
