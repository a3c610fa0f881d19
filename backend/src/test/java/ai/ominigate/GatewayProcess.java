package ai.ominigate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code java -jar target/ominigate.jar} as a real process, on a random port. For tests that run after packaging. */
public final class GatewayProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "ominigate.jar").toAbsolutePath();
    private static final Path TESTS = Path.of("target", "test-classes").toAbsolutePath();
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(120);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    private static final Pattern BASE_URL = Pattern.compile("http://localhost:\\d+");

    private final Process process;
    private final Path dataFolder;
    private final Path out;
    private final Path err;

    private GatewayProcess(Process process, Path dataFolder, Path out, Path err) {
        this.process = process;
        this.dataFolder = dataFolder;
        this.out = out;
        this.err = err;
    }

    /** How to start one. Its own output and the library copy for another user are kept in {@code folder}. */
    public static Setup in(Path folder) {
        return new Setup(folder, folder.resolve("data"), Path.of(System.getProperty("java.home")), Map.of(), false);
    }

    /**
     * @param folder where output goes
     * @param dataFolder what becomes {@code OMINIGATE_DATA_DIR}
     * @param javaHome which Java runs it
     * @param environment further variables
     * @param handedToNobody whether root hands it to the user nobody
     */
    public record Setup(
            Path folder, Path dataFolder, Path javaHome, Map<String, String> environment, boolean handedToNobody) {
        public Setup dataIn(Path other) {
            return new Setup(folder, other, javaHome, environment, handedToNobody);
        }

        public Setup with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Setup(folder, dataFolder, javaHome, more, handedToNobody);
        }

        public Setup under(Path otherJavaHome) {
            return new Setup(folder, dataFolder, otherJavaHome, environment, handedToNobody);
        }

        public Setup asNobody() {
            return new Setup(folder, dataFolder, javaHome, environment, true);
        }

        public GatewayProcess start() {
            try {
                Path out = Files.createTempFile(folder, "out-", ".txt");
                Path err = Files.createTempFile(folder, "err-", ".txt");
                ProcessBuilder builder = new ProcessBuilder(command())
                        .directory(folder.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                builder.environment().keySet().removeIf(name -> name.startsWith("OMINIGATE_"));
                builder.environment().put("OMINIGATE_PORT", "0");
                builder.environment().put("OMINIGATE_DATA_DIR", dataFolder.toString());
                builder.environment().putAll(environment);
                return new GatewayProcess(builder.start(), dataFolder, out, err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private List<String> command() throws IOException {
            List<String> command = new ArrayList<>();
            if (handedToNobody) {
                command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
            }
            command.add(javaHome.resolve("bin/java").toString());
            if (!handedToNobody) {
                command.addAll(recorded());
            }
            command.addAll(List.of(
                    "-XX:TieredStopAtLevel=1", "-Xmx384m", "-jar", (handedToNobody ? readableCopy() : JAR).toString()));
            return command;
        }

        /** It writes down which names it looks up, like the tests themselves. */
        private List<String> recorded() throws IOException {
            Path recorder = folder.resolve("recorder");
            for (String file : List.of(
                    "META-INF/services/java.net.spi.InetAddressResolverProvider",
                    "ai/ominigate/egress/RecordingResolver.class",
                    "ai/ominigate/egress/RecordingResolver$Recording.class")) {
                Path copy = recorder.resolve(file);
                if (!Files.exists(copy)) {
                    Files.createDirectories(copy.getParent());
                    Files.copy(TESTS.resolve(file), copy);
                }
            }
            return List.of(
                    "-Xbootclasspath/a:" + recorder,
                    "-Dominigate.test.hosts=" + JAR.resolveSibling("hosts-contacted.txt"));
        }

        /** The project may lie where nobody cannot read. */
        private Path readableCopy() throws IOException {
            Path copy = folder.resolve("program");
            Path jar = copy.resolve(JAR.getFileName());
            if (Files.exists(jar)) {
                return jar;
            }
            Path libraries = Files.createDirectories(copy.resolve("lib"));
            try (Stream<Path> files = Files.list(JAR.resolveSibling("lib"))) {
                for (Path file : files.toList()) {
                    Files.copy(file, libraries.resolve(file.getFileName()));
                }
            }
            return Files.copy(JAR, jar);
        }
    }

    /** Waits until calls can be served, and returns where. */
    public URI awaitReady() {
        Await.until("a ready line in " + out, STARTS_WITHIN, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("it ended with " + process.exitValue() + ": " + err());
            }
            return BASE_URL.matcher(out()).find();
        });
        URI baseUrl = baseUrl();
        Await.until("health", STARTS_WITHIN, () -> status(baseUrl.resolve("/health")) == 200);
        return baseUrl;
    }

    private URI baseUrl() {
        Matcher matcher = BASE_URL.matcher(out());
        if (!matcher.find()) {
            throw new AssertionError("no address in: " + out());
        }
        return URI.create(matcher.group());
    }

    private static int status(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    /** What it wrote to standard output so far. */
    public String out() {
        return read(out);
    }

    /** What it wrote to standard error so far. */
    public String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The started process; under an older Java the one that started the program's own. */
    public Process process() {
        return process;
    }

    /** {@code SIGTERM}. */
    public void terminate() {
        process.destroy();
    }

    /** {@code SIGKILL}: no goodbye. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for the end and returns the exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(STOPS_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("still running after " + STOPS_WITHIN + ": " + out() + err());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until no process works on the data folder, neither Java nor PostgreSQL. */
    public void awaitNothingLeft() {
        Await.value("processes of " + dataFolder, STOPS_WITHIN, this::processesOfThisFolder, List::isEmpty);
    }

    /** Every process that names the data folder in its command line or environment. */
    private List<String> processesOfThisFolder() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
            for (Path entry : entries.toList()) {
                String text = readIfThere(entry.resolve("cmdline")) + readIfThere(entry.resolve("environ"));
                if (text.contains(dataFolder.toString())) {
                    found.add(entry.getFileName() + " "
                            + readIfThere(entry.resolve("cmdline")).replace('\0', ' '));
                }
            }
        }
        return found;
    }

    private static String readIfThere(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // It ended in between, or is no process at all.
            return "";
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            terminate();
            awaitEnd();
        }
        awaitNothingLeft();
    }
}
