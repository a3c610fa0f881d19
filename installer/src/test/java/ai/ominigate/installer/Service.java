package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
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
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The installed server, started as its unit says: as its user, with the variables and credentials of the unit, in a process
 * of its own. There is no systemd here to do it, so what the unit only has systemd enforce is not in force.
 */
final class Service implements AutoCloseable {

    private static final String UNIT = "/usr/lib/systemd/system/ominigate.service";
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(90);
    private static final Pattern API_KEY = Pattern.compile("\"apiKey\"\\s*:\\s*\"([^\"]+)\"");

    private final Machine machine;
    private final Path output;
    private final int port;
    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Duration startedIn;

    private Service(Machine machine, Map<String, String> further, boolean mustServe) throws Exception {
        this.machine = machine;
        this.output = machine.root().resolveSibling(machine.root().getFileName() + ".log");
        this.port = Integer.parseInt(further.getOrDefault("OMINIGATE_PORT", String.valueOf(FreePort.any())));
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("OMINIGATE_PORT", String.valueOf(port));
        environment.put("CREDENTIALS_DIRECTORY", credentials().toString());
        environment.put("LOGS_DIRECTORY", machine.at("/var/log/ominigate").toString());
        environment.putAll(further);
        handOverCredentials();
        long began = System.nanoTime();
        this.process = Dist.start(command(), environment, output);
        if (mustServe) {
            awaitHealth();
        }
        this.startedIn = Duration.ofNanos(System.nanoTime() - began);
    }

    /** Starts it and returns when it serves. */
    static Service on(Machine machine, Map<String, String> further) throws Exception {
        return new Service(machine, further, true);
    }

    /** Starts it and returns what it says at its end, as it cannot serve. */
    static String thatEnds(Machine machine, Map<String, String> further) throws Exception {
        try (Service service = new Service(machine, further, false)) {
            assertThat(service.process.waitFor(START.toSeconds(), TimeUnit.SECONDS))
                    .as("it ends")
                    .isTrue();
            assertThat(service.process.exitValue()).isEqualTo(1);
            return service.said();
        }
    }

    Duration startedIn() {
        return startedIn;
    }

    int port() {
        return port;
    }

    /** Its process, whose children are the embedded database's. */
    Process process() {
        return process;
    }

    String said() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }

    /** The key of the demo's account. */
    String apiKey() throws IOException {
        Matcher key = API_KEY.matcher(Files.readString(machine.at("/var/lib/ominigate/demo.json")));
        assertThat(key.find()).as("a key in demo.json").isTrue();
        return key.group(1);
    }

    HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(at(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(at(path))
                        .timeout(Duration.ofSeconds(30))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Tells it to stop, as systemd does, and waits until it and its database have. */
    void stop() throws Exception {
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        process.destroy();
        assertThat(process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
                .as("it ends within the unit's time; it said: %s", said())
                .isTrue();
        assertThat(family).noneMatch(ProcessHandle::isAlive);
    }

    /** Ends it at once, without a chance to say goodbye. */
    void kill() throws InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroyForcibly().waitFor();
        family.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        http.close();
    }

    private List<String> command() throws IOException {
        String user = machine.user("ominigate");
        // PostgreSQL wants its user to have a name, which it has on that machine alone.
        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "--mount",
                "--propagation=private",
                "sh",
                "-c",
                "mount --bind \"$1\" /etc/passwd && shift && exec \"$@\"",
                "sh",
                machine.at("/etc/passwd").toString()));
        command.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--no-new-privs"));
        command.add(machine.at(settings("ExecStart").getFirst()).toString());
        return Dist.elsewhere(command);
    }

    /** The unit's own variables and those of its file, with that machine's paths. */
    private Map<String, String> environment() throws IOException {
        List<String> lines = new ArrayList<>(settings("Environment"));
        lines.addAll(Files.readAllLines(
                machine.at(settings("EnvironmentFile").getFirst().replaceFirst("^-", ""))));
        Map<String, String> environment = new HashMap<>();
        for (String line : lines) {
            if (line.matches("[A-Z_]+=.*")) {
                String[] parts = line.split("=", 2);
                environment.put(
                        parts[0],
                        parts[1].startsWith("/") ? machine.at(parts[1]).toString() : parts[1]);
            }
        }
        return environment;
    }

    private List<String> settings(String name) throws IOException {
        return Files.readAllLines(machine.at(UNIT)).stream()
                .filter(line -> line.startsWith(name + "="))
                .map(line -> line.substring(name.length() + 1))
                .toList();
    }

    /** Outside of that machine's own files, as with systemd. */
    private Path credentials() {
        return machine.root().resolveSibling(machine.root().getFileName() + "-credentials");
    }

    /** As systemd does with a folder: under its name and the file's, for the service alone. */
    private void handOverCredentials() throws IOException, InterruptedException {
        String[] credentials = settings("LoadCredential").getFirst().split(":");
        Path folder = credentials();
        Folders.delete(folder);
        Files.createDirectories(folder);
        for (Path file : Folders.files(machine.at(credentials[1]), "")) {
            Files.copy(file, folder.resolve(credentials[0] + "_" + file.getFileName()));
        }
        Dist.run("chown", "--recursive", machine.user("ominigate"), folder.toString());
        Dist.run("chmod", "--recursive", "u=rX,go=", folder.toString());
    }

    private void awaitHealth() throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (!isHealthy()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                fail("The server is not healthy; it said:\n" + said());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private boolean isHealthy() throws InterruptedException {
        try {
            return get("/health", "nobody").statusCode() == 200;
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private URI at(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
