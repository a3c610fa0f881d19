package ai.ominigate.installer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packages as their users get them: unpacked elsewhere, started without the build's Java, used, stopped. */
class PackagesIT {

    private static final Path DIST = Path.of(System.getProperty("dist"));
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder = Path.of("");

    /** Not the system's temporary folder: root's embedded PostgreSQL is another user, who must be able to enter. */
    @BeforeEach
    void unpackElsewhere() {
        folder = Folders.fresh(DIST.resolveSibling("tried-out"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theServerStartsServesAndStopsWithoutATrace() throws Exception {
        Path launcher = unpack("ominigate-[0-9].*\\.tar\\.gz").resolve("bin/ominigate");
        int port = freePort();
        Process server = start(
                List.of(launcher.toString()),
                Map.of(
                        "OMINIGATE_PORT", String.valueOf(port),
                        "OMINIGATE_DATA_DIR", folder.resolve("data").toString(),
                        // Java would start without the package's cache and say nothing; like this it must use it.
                        "JAVA_OPTS", "-XX:AOTMode=on"));
        try {
            awaitHealth(server, port);
            List<ProcessHandle> family = Stream.concat(Stream.of(server.toHandle()), server.descendants())
                    .toList();

            server.destroy();

            assertThat(server.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(family).as("the server and its database").hasSizeGreaterThan(1);
            assertThat(family).noneMatch(ProcessHandle::isAlive);
        } finally {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theConsoleOpensItsWindow() throws Exception {
        Path program = unpack("ominigate-console-[0-9].*\\.tar\\.gz").resolve("bin/ominigate-console");

        assertThat(run(List.of(program.toString(), "--version"), Map.of())).contains("OminiGate console ");
        assertThat(run(
                        List.of(program.toString(), "--self-check"),
                        Map.of(
                                "JAVA_TOOL_OPTIONS",
                                "-Dglass.platform=Headless -Dprism.order=sw -Djava.util.prefs.userRoot=" + folder)))
                .contains("window opens");
    }

    @Test
    @EnabledIf("debianIsMade")
    void theDebianPackageBringsAMenuEntryAndRecommendsFonts() throws Exception {
        String deb = only("ominigate-console_.*\\.deb").toString();

        assertThat(run(List.of("dpkg-deb", "--field", deb), Map.of()))
                .contains("Package: ominigate-console", "Recommends:", "fonts-noto-cjk");
        assertThat(run(List.of("dpkg-deb", "--contents", deb), Map.of()))
                .contains("./opt/ominigate-console/bin/ominigate-console", ".desktop");
    }

    static boolean debianIsMade() {
        return Target.ofThisMachine().system() == Target.System.LINUX
                && Tool.missing("dpkg-deb", "dpkg", "fakeroot").isEmpty();
    }

    @Test
    void everyPackageHasItsChecksum() throws IOException {
        List<String> named = Files.readAllLines(DIST.resolve(Checksums.FILE));

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(packages()
                        .map(file -> Checksums.sha256(file) + "  " + file.getFileName())
                        .toList());
        assertThat(named).hasSizeGreaterThanOrEqualTo(1);
    }

    private Path unpack(String archive) throws Exception {
        run(List.of("tar", "-xzf", only(archive).toString(), "-C", folder.toString()), Map.of());
        return Folders.files(folder, "").getFirst();
    }

    private static Path only(String name) throws IOException {
        List<Path> found = packages()
                .filter(file -> file.getFileName().toString().matches(name))
                .toList();
        assertThat(found).as(name).hasSize(1);
        return found.getFirst();
    }

    private static Stream<Path> packages() throws IOException {
        return Folders.files(DIST, "").stream()
                .filter(file -> !file.getFileName().toString().equals(Checksums.FILE));
    }

    /** As on a machine where no Java is installed. */
    private Process start(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().keySet().removeIf(name -> name.contains("JAVA") || name.startsWith("OMINIGATE"));
        builder.environment().put("PATH", "/usr/bin:/bin:/usr/sbin:/sbin");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private String run(List<String> command, Map<String, String> environment) throws Exception {
        Process process = start(command, environment);
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String output = Files.readString(folder.resolve("output"), UTF_8);
        assertThat(ended).as("%s ended, saying %s", command, output).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        Files.delete(folder.resolve("output"));
        return output;
    }

    private void awaitHealth(Process server, int port) throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (get(port, "/health") != 200) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                fail("The server is not healthy; it said:\n" + Files.readString(folder.resolve("output"), UTF_8));
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** The status, or 0 while nobody answers. */
    private int get(int port, String path) throws InterruptedException {
        try {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
