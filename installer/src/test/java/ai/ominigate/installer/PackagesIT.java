package ai.ominigate.installer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
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
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The packages as their users get them: unpacked elsewhere, started without the build's Java, used, stopped. */
class PackagesIT {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder = Path.of("");

    /** Not the system's temporary folder: root's embedded PostgreSQL is another user, who must be able to enter. */
    @BeforeEach
    void unpackElsewhere() {
        folder = Dist.fresh("unpacked");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void theServerStartsServesAndStopsWithoutATrace() throws Exception {
        Path launcher = unpack("ominigate-[0-9].*\\.tar\\.gz").resolve("bin/ominigate");
        int port = FreePort.any();
        Process server = Dist.start(
                Dist.elsewhere(List.of(launcher.toString())),
                Map.of(
                        "OMINIGATE_PORT", String.valueOf(port),
                        "OMINIGATE_DATA_DIR", folder.resolve("data").toString(),
                        // Java would start without the package's cache and say nothing; like this it must use it.
                        "JAVA_OPTS", "-XX:AOTMode=on"),
                output());
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

        assertThat(Dist.run(program.toString(), "--version")).contains("OminiGate console ");
        assertThat(Dist.run(
                        Dist.elsewhere(List.of(program.toString(), "--self-check")),
                        Map.of(
                                "JAVA_TOOL_OPTIONS",
                                "-Dglass.platform=Headless -Dprism.order=sw -Djava.util.prefs.userRoot=" + folder)))
                .contains("window opens");
    }

    @Test
    void everyPackageHasItsChecksum() throws IOException {
        List<String> lines = Dist.packages().map(Checksums::line).toList();

        assertThat(lines).isNotEmpty();
        assertThat(Files.readString(Dist.FOLDER.resolve(Checksums.FILE)).lines().map(line -> line + "\n"))
                .containsExactlyInAnyOrderElementsOf(lines);
        for (Path file : Dist.packages().toList()) {
            assertThat(Checksums.beside(file)).hasContent(Checksums.line(file));
        }
    }

    @Test
    void everyPackageHasABillOfMaterials() throws IOException {
        for (Path file : Dist.packages().toList()) {
            JsonNode bom = new ObjectMapper()
                    .readTree(file.resolveSibling(file.getFileName() + Sbom.ENDING)
                            .toFile());

            assertThat(bom.path("bomFormat").asText()).isEqualTo("CycloneDX");
            List<String> names = bom.path("components").findValuesAsText("name");
            assertThat(names).contains("OpenJDK", "jackson-databind", "ominigate-shared-model");
            assertThat(bom.path("components"))
                    .allSatisfy(
                            component -> assertThat(component.path("version").asText())
                                    .as("%s", component.path("name"))
                                    .isNotEmpty());
        }
    }

    private Path unpack(String archive) throws Exception {
        Dist.run("tar", "-xzf", Dist.only(archive).toString(), "-C", folder.toString());
        return Folders.files(folder, "").getFirst();
    }

    private Path output() {
        return folder.resolve("output");
    }

    private void awaitHealth(Process server, int port) throws Exception {
        long deadline = System.nanoTime() + START.toNanos();
        while (get(port, "/health") != 200) {
            if (!server.isAlive() || System.nanoTime() > deadline) {
                fail("The server is not healthy; it said:\n" + Files.readString(output(), UTF_8));
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
}
