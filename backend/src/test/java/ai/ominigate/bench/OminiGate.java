package ai.ominigate.bench;

import ai.ominigate.FreePort;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * OminiGate as it is shipped, with everything on: embedded PostgreSQL, journal with fdatasync, a key, a wallet that pays
 * for every call. The demo gives it the account and the key; its model is the benchmark's.
 */
final class OminiGate {

    static final String NAME = "OminiGate";

    /** So cheap that the demo's $25 pay for more calls than can be made here. */
    private static final String CONFIGURATION = """
            ominigate:
              providers:
                bench:
                  dialect: openai
                  base-url: http://127.0.0.1:%d/v1
                  api-key: none-needed
                  subprocessor: Bench
              models:
                %s:
                  upstreams:
                    - {provider: bench, model: %s, priority: 1, weight: 1}
                  price: {input: "0.002", cached-input: "0.001", output: "0.004"}
                  context-window: 128000
                  max-output: 16384
            """;

    private OminiGate() {}

    /**
     * Starts it and returns when it is healthy.
     *
     * @param jar of the build that is measured
     * @param flags for its Java, beside the usual ones
     */
    static Target start(Path jar, Path work, int modelPort, Cores cores, String... flags) {
        int port = FreePort.any();
        Path folder = configured(work.resolve("ominigate"), modelPort);
        List<String> command = new ArrayList<>(ChildProcess.javaCommand());
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-Dominigate.stop-with-parent=true",
                "-jar",
                jar.toAbsolutePath().toString()));
        Path data = folder.resolve("data");
        Path log = folder.resolve("output");
        ChildProcess process = ChildProcess.start(
                command,
                Map.of(
                        "OMINIGATE_PORT", String.valueOf(port),
                        "OMINIGATE_DATA_DIR", data.toString(),
                        "OMINIGATE_DEMO", "true",
                        "MICRONAUT_CONFIG_FILES", folder.resolve("bench.yml").toString()),
                folder,
                log,
                cores);
        awaitHealth(port, process, log);
        return new Target(NAME, Target.local(port), key(data), process);
    }

    /** The same, for one that is started in a process of the benchmark's. */
    static Map<String, Object> settings(int modelPort, int port, Path folder) {
        String model = "ominigate.models." + Bodies.MODEL + ".";
        Map<String, Object> settings = new HashMap<>();
        settings.put("ominigate.port", port);
        settings.put("ominigate.data-dir", folder.toString());
        settings.put("ominigate.demo", true);
        settings.put("ominigate.providers.bench.dialect", "openai");
        settings.put("ominigate.providers.bench.base-url", "http://127.0.0.1:" + modelPort + "/v1");
        settings.put("ominigate.providers.bench.api-key", "none-needed");
        settings.put("ominigate.providers.bench.subprocessor", "Bench");
        settings.put(model + "upstreams[0].provider", "bench");
        settings.put(model + "upstreams[0].model", Bodies.MODEL);
        settings.put(model + "price.input", "0.002");
        settings.put(model + "price.cached-input", "0.001");
        settings.put(model + "price.output", "0.004");
        settings.put(model + "context-window", 128_000);
        settings.put(model + "max-output", 16_384);
        return settings;
    }

    static void awaitHealth(int port, ChildProcess process, Path log) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            Ports.await(() -> isHealthy(http, port), process, log);
        }
    }

    private static Path configured(Path folder, int modelPort) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve("bench.yml"), CONFIGURATION.formatted(modelPort, Bodies.MODEL, Bodies.MODEL));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isHealthy(HttpClient http, int port) {
        HttpRequest health = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"))
                .timeout(Duration.ofSeconds(5))
                .build();
        try {
            return http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The key that the demo made. */
    static String key(Path data) {
        try {
            JsonNode demo = new JsonMapper().readTree(data.resolve("demo.json").toFile());
            return demo.path("apiKey").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
