package ai.ominigate.gateway;

import ai.ominigate.Await;
import ai.ominigate.FreePort;
import ai.ominigate.platform.OperatorsPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * OminiGate as people run it: {@code java -jar ominigate.jar} in a process of its own, which can be killed. Runs the
 * demo, so that there is an account with money and a key, on a folder that outlives the process.
 */
public final class RealProcess implements AutoCloseable {
    private static final Path JAR = Path.of("target", "ominigate.jar");
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(3);
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> jvmFlags = new ArrayList<>();
    private BilledCalls.ToDatabase database = this::embeddedDatabase;
    private @Nullable Process process;

    private RealProcess(Path folder) {
        this.folder = folder;
        this.port = FreePort.any();
        environment.put("OMINIGATE_DEMO", "true");
        environment.put("OMINIGATE_PORT", String.valueOf(port));
        environment.put("OMINIGATE_DATA_DIR", dataFolder().toString());
        // Calls of the gateway's own, from its second minute on, would come into what is counted.
        environment.put("OMINIGATE_POLICY_FIRST_CANARY_AFTER", "1d");
        jvmFlags.add("-Djava.io.tmpdir=" + temporaryFolder());
    }

    /** One that keeps everything it writes below this folder. */
    public static RealProcess in(Path folder) throws IOException {
        // As root, PostgreSQL runs as another user, who has to be able to pass.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        RealProcess process = new RealProcess(folder);
        Files.createDirectories(process.temporaryFolder());
        return process;
    }

    /** A setting, as an environment variable. */
    public RealProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Further configuration, as YAML that the operator wrote. */
    public RealProcess withYaml(String yaml) throws IOException {
        Path file = folder.resolve("operator.yml");
        Files.writeString(file, yaml);
        return with("MICRONAUT_CONFIG_FILES", file.toString());
    }

    /** On a database of the operator instead of the embedded one. */
    public RealProcess withDatabase(OperatorsPostgres operators) {
        database = operators::connect;
        return with("OMINIGATE_DATABASE_URL", operators.jdbcUrl())
                .with("OMINIGATE_DATABASE_USER", operators.user())
                .with("OMINIGATE_DATABASE_PASSWORD", operators.password());
    }

    /** A flag of the Java that runs it. */
    public RealProcess withJvmFlag(String flag) {
        jvmFlags.add(flag);
        return this;
    }

    /** What outlives the process. */
    public Path dataFolder() {
        return folder.resolve("data");
    }

    Path temporaryFolder() {
        return folder.resolve("tmp");
    }

    /** All its output, of all its lives. */
    public Path output() {
        return folder.resolve("output.log");
    }

    /** Where it listens, in all its lives. */
    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** Starts it and returns when it says that it serves. */
    public RealProcess start() throws IOException {
        Process started = launch(List.of());
        Await.until("it serves", STARTS_WITHIN, () -> {
            if (!started.isAlive()) {
                throw new AssertionError("it ended with " + started.exitValue() + "; its output:\n" + tail());
            }
            return isReady();
        });
        return this;
    }

    /**
     * Starts it and does not wait for anything.
     *
     * @param prefix a program that runs it, with its arguments; empty for none
     */
    public Process launch(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmFlags);
        command.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "-jar",
                JAR.toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()));
        builder.environment().putAll(environment);
        Process started = builder.start();
        process = started;
        return started;
    }

    /** The number of its process, in this life. */
    long pid() {
        return Objects.requireNonNull(process).pid();
    }

    /** The last lines of its output. */
    public String tail() throws IOException {
        List<String> lines = Files.readAllLines(output());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }

    /** Whether it says that calls can be served. */
    boolean isReady() {
        HttpRequest request = HttpRequest.newBuilder(url().resolve("/health"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The demo's key. */
    String apiKey() throws IOException {
        JsonNode file = Json.read(Files.readString(dataFolder().resolve("demo.json")));
        return file.path("apiKey").asText();
    }

    /** What an operator shows to it. */
    String operatorToken() throws IOException {
        return Files.readString(dataFolder().resolve("operator-token")).strip();
    }

    /** Ends it at once, without a chance to say goodbye. */
    public void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            awaitEnd(running);
        }
    }

    /** Ends it in order. */
    public void stop() {
        Process running = process;
        if (running != null) {
            running.destroy();
            awaitEnd(running);
        }
    }

    private static void awaitEnd(Process running) {
        try {
            if (!running.waitFor(STOPS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end within " + STOPS_WITHIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** A connection to its database. */
    Connection database() throws SQLException, IOException {
        return database.connect();
    }

    boolean databaseAnswers() throws IOException {
        try (Connection connection = database()) {
            return connection.isValid(1);
        } catch (SQLException | NoSuchFileException e) {
            // It is not there, or has not told its port yet.
            return false;
        }
    }

    private Connection embeddedDatabase() throws SQLException, IOException {
        Path postgres = dataFolder().resolve("postgresql");
        String password = Files.readString(postgres.resolve("password")).strip();
        // Line 4 of this file is the port (PostgreSQL, src/include/utils/pidfile.h).
        String port = Files.readAllLines(postmasterFile()).get(3).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/ominigate", "ominigate", password);
    }

    private Path postmasterFile() {
        return dataFolder().resolve("postgresql/18/postmaster.pid");
    }

    /** The process of its embedded database server. */
    ProcessHandle databaseServer() throws IOException {
        String pid = Files.readAllLines(postmasterFile()).getFirst().strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** Ends it and the database server that it leaves behind, which would still write into a folder that is deleted. */
    @Override
    public void close() {
        List<ProcessHandle> server = embeddedServer();
        kill();
        server.forEach(ProcessHandle::destroyForcibly);
        // Where nobody reaps orphans, one that is killed is not seen to end; it writes no more all the same.
        server.forEach(each ->
                each.onExit().completeOnTimeout(each, 5, TimeUnit.SECONDS).join());
    }

    /** Its embedded database server with all of its processes; empty if there is none any more. */
    private List<ProcessHandle> embeddedServer() {
        try {
            ProcessHandle server = databaseServer();
            boolean isOne = server.info().commandLine().orElse("").contains("postgres");
            return isOne
                    ? Stream.concat(Stream.of(server), server.descendants()).toList()
                    : List.of();
        } catch (IOException | NoSuchElementException e) {
            return List.of();
        }
    }
}
