package ai.ominigate.installer;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a packaged server, with the demo's data and its model provider, so that Java can write down which classes it loads
 * and which methods matter (JEP 483, JEP 514 and JEP 515). A server that finds this cache starts in less than half the
 * time.
 *
 * <p>What is written down as hot is compiled again at every start, beside what the start needs. So Java looks on at an
 * ordinary start alone: the data have been made before, and calls are so few that their classes are known and no more.
 */
final class ServerTraining {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofMinutes(10);

    /** So many that each kind of call has loaded what it needs, and too few for anything of them to be compiled. */
    private static final int CALLS = 20;

    private static final int STREAMS_EVERY = 5;
    private static final Pattern API_KEY = Pattern.compile("\"apiKey\"\\s*:\\s*\"([^\"]+)\"");

    private final Path server;
    private final Path work;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * @param server the unpacked package
     * @param work a folder for the run's data, which any user may enter: PostgreSQL does not run as root
     */
    ServerTraining(Path server, Path work) {
        this.server = server;
        this.work = Folders.fresh(work);
    }

    /** Makes the cache where the launcher looks for it. */
    void run() {
        Path cache = server.resolve("app/ominigate.aot");
        Path output = work.resolve("output");
        try {
            serve("", output, _ -> {});
            serve("-XX:AOTCacheOutput=" + cache, output, this::call);
        } catch (IOException e) {
            throw new CannotPackage("The server could not be run once to make its start faster.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotPackage("Packaging was interrupted.", e);
        }
        if (!Files.exists(cache)) {
            throw new CannotPackage("Java did not write %s; the server said:%n%s".formatted(cache, said(output)));
        }
    }

    private void serve(String javaOptions, Path output, Use use) throws IOException, InterruptedException {
        int port = freePort();
        Process process = start(port, output, javaOptions);
        try {
            awaitHealth(process, port, output);
            use.of(port);
            stop(process, output);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** What is done with a server that runs. */
    private interface Use {
        void of(int port) throws IOException, InterruptedException;
    }

    private Process start(int port, Path output, String javaOptions) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        server.resolve("bin/ominigate").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("OMINIGATE"));
        builder.environment().put("JAVA_OPTS", javaOptions);
        builder.environment().put("OMINIGATE_DEMO", "true");
        builder.environment().put("OMINIGATE_PORT", String.valueOf(port));
        builder.environment().put("OMINIGATE_DATA_DIR", work.resolve("data").toString());
        return builder.start();
    }

    private void awaitHealth(Process process, int port, Path output) throws InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!isHealthy(port)) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                throw new CannotPackage("The packaged server does not start; it said:%n%s".formatted(said(output)));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    private boolean isHealthy(int port) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(at(port, "/health"))
                    .timeout(Duration.ofSeconds(10))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private void call(int port) throws IOException, InterruptedException {
        String key = apiKey();
        for (int i = 0; i < CALLS; i++) {
            boolean anthropic = i % 2 == 0;
            HttpRequest request = HttpRequest.newBuilder(at(port, anthropic ? "/v1/messages" : "/v1/chat/completions"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(question(i % STREAMS_EVERY == 0)))
                    .build();
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new CannotPackage("The packaged server does not answer: " + answer.body());
            }
        }
    }

    private static String question(boolean stream) {
        return """
                {"model": "demo-echo", "max_tokens": 64, "stream": %s,
                 "messages": [{"role": "user", "content": "How do I make a server start faster?"}]}
                """.formatted(stream);
    }

    private String apiKey() throws IOException {
        String demo = Files.readString(work.resolve("data/demo.json"), StandardCharsets.UTF_8);
        Matcher key = API_KEY.matcher(demo);
        if (!key.find()) {
            throw new CannotPackage("The demo's data names no API key.");
        }
        return key.group(1);
    }

    /** The cache is written while the process ends. */
    private static void stop(Process process, Path output) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
            throw new CannotPackage("The packaged server does not stop; it said:%n%s".formatted(said(output)));
        }
    }

    private static String said(Path output) {
        try {
            return Files.readString(output, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "(nothing that could be read: " + e.getMessage() + ")";
        }
    }

    private static URI at(int port, String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
