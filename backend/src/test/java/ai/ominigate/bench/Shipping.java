package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * How fast usage gets from the journal into PostgreSQL, with rollups and ledger: at saturation, where it must keep up
 * with the calls, and after PostgreSQL stood still while they went on, when nothing else is to be done.
 */
final class Shipping {

    private static final Duration STEADY = Duration.ofSeconds(3);
    private static final Duration OUTAGE = Duration.ofSeconds(8);
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    private static final Duration DRAINED_WITHIN = Duration.ofMinutes(1);

    private Shipping() {}

    static void measure(Target gate, Caller caller, Figures figures) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            caller.begin(gate, Scenario.MOST.load(Duration.ofSeconds(1), STEADY.plus(OUTAGE)));
            Seen before = Seen.at(gate, http);
            Pause.of(STEADY);
            Seen after = Seen.at(gate, http);
            figures.add(Quantity.ROWS, after.perSecondSince(before));
            List<ProcessHandle> postgres = gate.served().database().toList();
            signal("STOP", postgres.stream());
            try {
                figures.count(caller.end());
                before = Seen.at(gate, http);
            } finally {
                signal("CONT", postgres.stream());
            }
            figures.add(Quantity.ROWS_AFTER_OUTAGE, drained(gate, http, before).perSecondSince(before));
        }
    }

    private static Seen drained(Target gate, HttpClient http, Seen begin) {
        Seen now = begin;
        while (now.lagSeconds > 0) {
            if (now.nanoTime - begin.nanoTime > DRAINED_WITHIN.toNanos()) {
                throw new IllegalStateException("The usage of an outage was not stored within " + DRAINED_WITHIN);
            }
            Pause.of(LOOK_EVERY);
            now = Seen.at(gate, http);
        }
        return now;
    }

    private static void signal(String name, Stream<ProcessHandle> processes) {
        processes
                .filter(ProcessHandle::isAlive)
                .forEach(process -> ChildProcess.run(List.of("kill", "-" + name, String.valueOf(process.pid()))));
    }

    /** What the metrics say at a moment. */
    private record Seen(double rows, double lagSeconds, long nanoTime) {

        static Seen at(Target gate, HttpClient http) {
            URI metrics = gate.calls().resolve("/prometheus");
            try {
                String body = http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
                        .body();
                return new Seen(
                        value(body, "ominigate_shipper_rows_total"),
                        value(body, "ominigate_shipper_lag_seconds"),
                        System.nanoTime());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private static double value(String metrics, String name) {
            return metrics.lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("There is no metric " + name));
        }

        double perSecondSince(Seen earlier) {
            return (rows - earlier.rows) * 1e9 / (nanoTime - earlier.nanoTime);
        }
    }
}
