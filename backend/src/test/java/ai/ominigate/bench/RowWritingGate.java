package ai.ominigate.bench;

import ai.ominigate.Application;
import ai.ominigate.FreePort;
import ai.ominigate.abuse.LoggedHeaders;
import ai.ominigate.abuse.OperationalLog;
import ai.ominigate.abuse.signal.Observations;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/**
 * OminiGate with everything on, that writes operational rows of its own beside those of its calls whenever it is told to:
 * a million an hour, evenly, of the gateway's routes, pages and the staff API, and each is seen by detection, too. A
 * process of its own in the benchmark.
 */
final class RowWritingGate {
    static final long ROWS_AN_HOUR = 1_000_000;

    /** What it is told. */
    static final String BEGIN = "begin";

    /** What it is told. It answers both with how many rows of its own it has given to the log, and how many were lost. */
    static final String END = "end";

    private static final long NANOS_BETWEEN = Duration.ofHours(1).toNanos() / ROWS_AN_HOUR;
    private static final int NETWORKS = 2_000;

    private static final List<String> ROUTES = List.of(
            "/v1/models",
            "/v1/credits",
            "/v1/chat/completions",
            "/",
            "/dashboard",
            "/usage",
            "/sign-in",
            "/legal/privacy",
            "/api/v1/usage/days",
            "/admin/v1/abuse/cases",
            "/admin/v1/accounts",
            "/admin/v1/events");

    private final OperationalLog log;
    private final Observations observations;
    private final LoggedHeaders headers = LoggedHeaders.of(Map.of(
                    "user-agent",
                    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
                    "accept-language",
                    "en-GB,en;q=0.7",
                    "content-type",
                    "application/json")
            .entrySet()
            .iterator());
    private volatile boolean writing;

    /** Written by the thread that gives them alone. */
    private volatile long given;

    private RowWritingGate(OperationalLog log, Observations observations) {
        this.log = log;
        this.observations = observations;
    }

    /** @param args the port of the model double, and a folder for its data */
    public static void main(String[] args) throws IOException {
        PrintStream said = System.out;
        // Whoever reads what this process says waits for answers alone.
        System.setOut(System.err);
        int port = FreePort.any();
        Map<String, Object> settings = OminiGate.settings(Integer.parseInt(args[0]), port, Path.of(args[1]));
        try (Application.Running gate = Application.start(settings)) {
            RowWritingGate rows = new RowWritingGate(
                    gate.context().getBean(OperationalLog.class), gate.context().getBean(Observations.class));
            Thread.ofPlatform().daemon().name("rows").start(rows::write);
            said.println(ChildProcess.READY + port);
            rows.obey(gate.context().getBean(MeterRegistry.class), said);
        }
    }

    private void obey(MeterRegistry metrics, PrintStream said) throws IOException {
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            writing = line.equals(BEGIN);
            said.println(given + " " + lost(metrics));
        }
    }

    private static long lost(MeterRegistry metrics) {
        return metrics.get("ominigate.operational.log.dropped").counters().stream()
                .mapToLong(counter -> (long) counter.count())
                .sum();
    }

    private void write() {
        long due = System.nanoTime();
        while (true) {
            while (!writing) {
                LockSupport.parkNanos(NANOS_BETWEEN);
                due = System.nanoTime();
            }
            due += NANOS_BETWEEN;
            LockSupport.parkNanos(due - System.nanoTime());
            write(given);
            given++;
        }
    }

    private void write(long number) {
        Instant now = Instant.now();
        int network = (int) (number * 7_919 % NETWORKS);
        byte[] address = {(byte) 100, (byte) (64 + network % 64), (byte) (network / 64), (byte) (1 + number % 200)};
        UUID key = new UUID(0x019A_0000_0000_7000L, 0x8000_0000_0000_0000L + network);
        String route = ROUTES.get((int) (number % ROUTES.size()));
        boolean called = route.startsWith("/v1/");
        log.record(new OperationalLog.Entry(now, address, "GET", route, 200, called ? key : null, headers));
        observations.callEnded(now.toEpochMilli(), address, key, key, null, false, false, 0, 0, null);
    }
}
