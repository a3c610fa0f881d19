package ai.ominigate.faults;

import ai.ominigate.Await;
import ai.ominigate.gateway.RealProcess;
import ai.ominigate.gateway.WireClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One backend of the fleet: a process that dies and lives again on the same folder and port. */
final class Node implements AutoCloseable {
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(120);

    private final String name;
    private final RealProcess program;
    private List<String> prefix = List.of();
    private @Nullable Process process;

    Node(String name, RealProcess program) {
        this.name = name;
        this.program = program;
    }

    /** A program that runs it from the next start on, with its arguments; none for an empty list. */
    void runUnder(List<String> command) {
        prefix = List.copyOf(command);
    }

    URI url() {
        return program.url();
    }

    Path dataFolder() {
        return program.dataFolder();
    }

    Path journal() {
        return program.dataFolder().resolve("journal");
    }

    long pid() {
        return running().pid();
    }

    boolean isAlive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** Starts it and does not wait until it serves. */
    void launch() throws IOException {
        process = program.launch(prefix);
    }

    void start() throws IOException {
        launch();
        awaitHealthy();
    }

    void awaitHealthy() {
        Await.until(name + " serves", STARTS_WITHIN, () -> {
            if (!running().isAlive()) {
                throw new AssertionError(
                        name + " ended with " + running().exitValue() + "; its output:\n" + program.tail());
            }
            return isHealthy();
        });
    }

    boolean isHealthy() {
        try (WireClient client = WireClient.to(url())) {
            return client.send(WireClient.get("/health")).answer().status() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** {@code SIGKILL}, and waits for the end. */
    void kill() throws InterruptedException {
        running().destroyForcibly();
        awaitEnd();
    }

    /** {@code SIGTERM}, and does not wait for the end. */
    void terminate() {
        running().destroy();
    }

    /** Waits for the end and returns the exit code. */
    int awaitEnd() throws InterruptedException {
        if (!running().waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " did not end within " + STOPS_WITHIN);
        }
        return running().exitValue();
    }

    /** {@code SIGSTOP}: it keeps its connections and does nothing. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** {@code SIGCONT}. */
    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        Shell.run("kill", "-" + signal, String.valueOf(pid()));
    }

    /** The last lines of its output. */
    String tail() {
        try {
            return program.tail();
        } catch (IOException e) {
            return "its output cannot be read: " + e;
        }
    }

    /** What it tells its monitoring of this measure; NaN if nothing. */
    double metric(String measure) throws IOException {
        try (WireClient client = WireClient.to(url())) {
            return client.send(WireClient.get("/prometheus"))
                    .answer()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(measure + " ") || line.startsWith(measure + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    private Process running() {
        return Objects.requireNonNull(process, "it was not started");
    }

    @Override
    public void close() {
        program.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
