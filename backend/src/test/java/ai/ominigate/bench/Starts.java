package ai.ominigate.bench;

import ai.ominigate.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** How long a start takes, on all cores, until {@code /health} says so; and what has been used then. */
final class Starts {

    private static final int ROUNDS = 3;
    /** Until what a start leaves to do is done. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final double MEGABYTE = 1024.0 * 1024;

    private Starts() {}

    /** Starts the jar again and again; a first time, in which the database is made and the AOT cache, does not count. */
    static void measure(Path jar, Path work, int modelPort, Figures figures) {
        Path cache = work.resolve("start.aot");
        OminiGate.start(jar, work, modelPort, Cores.all(), "-XX:AOTCacheOutput=" + cache)
                .close();
        String prepared = "-XX:AOTCache=" + cache;
        for (int round = 1; round <= ROUNDS; round++) {
            time(figures, Quantity.START, () -> OminiGate.start(jar, work, modelPort, Cores.all()))
                    .close();
            try (Target gate = time(
                    figures,
                    Quantity.START_PREPARED,
                    () -> OminiGate.start(jar, work, modelPort, Cores.all(), prepared))) {
                if (round == ROUNDS) {
                    Pause.of(SETTLED);
                    ChildProcess process = gate.served();
                    figures.add(Quantity.RESIDENT, Machine.resident(process.own()) / MEGABYTE);
                    figures.add(Quantity.RESIDENT_DATABASE, Machine.resident(process.database()) / MEGABYTE);
                }
            }
        }
    }

    /** From {@code ./mvnw -Pdemo} on, with nothing to compile and a database to make. */
    static void measureDemo(Path project, Path work, Figures figures) {
        int port = FreePort.any();
        Path folder = work.resolve("demo");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path log = folder.resolve("output");
        Map<String, String> environment = Map.of(
                "OMINIGATE_PORT",
                String.valueOf(port),
                "OMINIGATE_DATA_DIR",
                folder.resolve("data").toString());
        time(figures, Quantity.START_DEMO, () -> {
                    ChildProcess maven = ChildProcess.start(
                            List.of(project.resolve("mvnw").toString(), "-Pdemo"),
                            environment,
                            project,
                            log,
                            Cores.all());
                    OminiGate.awaitHealth(port, maven, log);
                    return new Target("demo", Target.local(port), "none", maven);
                })
                .close();
    }

    private interface Start {
        Target begin();
    }

    private static Target time(Figures figures, Quantity quantity, Start start) {
        long before = System.nanoTime();
        Target started = start.begin();
        figures.add(quantity, (System.nanoTime() - before) / 1e9);
        return started;
    }
}
