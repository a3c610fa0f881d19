package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.ominigate.platform.TestDatabase;
import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real processes, started and ended in every way there is. */
class LifecycleIT {
    private final TestFolder folder = TestFolder.create();

    @AfterEach
    void delete() {
        folder.close();
    }

    @Test
    void afterKillItStartsAgainWithItsData() throws Exception {
        survivesKill(GatewayProcess.in(folder.path()));
    }

    @Test
    void afterKillItStartsAgainWithItsDataAsANormalUser() throws Exception {
        assumeTrue(new UnixSystem().getUid() == 0, "the test above ran as a normal user");
        Path own = Files.createDirectory(folder.path().resolve("own"));
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));

        survivesKill(
                GatewayProcess.in(folder.path()).dataIn(own.resolve("data")).asNobody());
    }

    private static void survivesKill(GatewayProcess.Setup setup) throws Exception {
        try (GatewayProcess first = setup.start()) {
            first.awaitReady();
            execute(setup.dataFolder(), "CREATE SCHEMA kept");
            execute(setup.dataFolder(), "CREATE TABLE kept.thing AS SELECT 42 AS answer");
            first.kill();
            first.awaitEnd();
            try (GatewayProcess second = setup.start()) {
                second.awaitReady();
                assertThat(ask(setup.dataFolder(), "SELECT answer FROM kept.thing"))
                        .isEqualTo("42");
                second.terminate();
                second.awaitEnd();
            }
        }
    }

    @Test
    void theTokenThatTheFirstStartPrintsLetsAnAdministratorIn() throws Exception {
        try (GatewayProcess gateway = GatewayProcess.in(folder.path()).start()) {
            URI baseUrl = gateway.awaitReady();
            Await.until("the end of the welcome", () -> gateway.out().contains("staff setup-token"));
            Matcher token = Pattern.compile("(?m)^ {4}(\\S+)$").matcher(gateway.out());
            assertThat(token.find()).as(gateway.out()).isTrue();

            assertThat(setUp(baseUrl, "invite-another")).isEqualTo(404);
            assertThat(setUp(baseUrl, token.group(1))).isEqualTo(200);
        }
    }

    private static int setUp(URI baseUrl, String token) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(baseUrl.resolve("/admin/v1/setup"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"token": "%s", "email": "grace@ominigate.example", "name": "Grace Hopper",
                            "password": "a compiler for every battery"}
                        """.formatted(token)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void sigtermLeavesNothingRunning() {
        try (GatewayProcess gateway = GatewayProcess.in(folder.path()).start()) {
            gateway.awaitReady();

            gateway.terminate();

            gateway.awaitEnd();
            gateway.awaitNothingLeft();
            assertThat(gateway.err()).isEmpty();
        }
    }

    @Test
    void anOlderJavaStartsItWithANewOneAndStopsItAgain() throws IOException {
        try (GatewayProcess gateway =
                GatewayProcess.in(folder.path()).under(olderJava()).start()) {
            gateway.awaitReady();

            gateway.terminate();

            gateway.awaitEnd();
            gateway.awaitNothingLeft();
            assertThat(gateway.err()).isEmpty();
        }
    }

    @Test
    void killingTheOlderJavaStopsEverything() throws IOException {
        try (GatewayProcess gateway =
                GatewayProcess.in(folder.path()).under(olderJava()).start()) {
            gateway.awaitReady();

            gateway.kill();

            gateway.awaitNothingLeft();
        }
    }

    @Test
    void withADatabaseOfTheOperatorNothingEmbeddedStarts() {
        try (TestDatabase database = TestDatabase.create();
                GatewayProcess gateway = GatewayProcess.in(folder.path())
                        .with("OMINIGATE_DATABASE_URL", database.jdbcUrl())
                        .with("OMINIGATE_DATABASE_USER", database.user())
                        .with("OMINIGATE_DATABASE_PASSWORD", database.password())
                        .start()) {
            gateway.awaitReady();

            assertThat(gateway.process().children()).isEmpty();
            assertThat(folder.path().resolve("data/postgresql")).doesNotExist();
        }
    }

    private static Path olderJava() throws IOException {
        Optional<Path> found = Optional.empty();
        for (Path home : javaHomes()) {
            Path release = home.resolve("release");
            if (found.isEmpty() && Files.isExecutable(home.resolve("bin/java")) && Files.exists(release)) {
                found = Files.readAllLines(release).stream()
                        .filter(line -> line.matches("JAVA_VERSION=\"(1\\.8|11|17|21)\\b.*"))
                        .map(_ -> home)
                        .findFirst();
            }
        }
        assumeTrue(found.isPresent(), "this machine has no older Java");
        return found.orElseThrow();
    }

    private static List<Path> javaHomes() throws IOException {
        Path usual = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(usual)) {
            return List.of();
        }
        return Arrays.stream(Objects.requireNonNull(usual.toFile().listFiles()))
                .map(file -> file.toPath())
                .toList();
    }

    private static void execute(Path dataFolder, String sql) throws Exception {
        try (Connection connection = connect(dataFolder);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(Path dataFolder, String sql) throws Exception {
        try (Connection connection = connect(dataFolder);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    /** The server of a running gateway says its port on line 4 of its pid file. */
    private static Connection connect(Path dataFolder) throws IOException, SQLException {
        Path postgres = dataFolder.resolve("postgresql");
        String port =
                Files.readAllLines(postgres.resolve("18/postmaster.pid")).get(3).strip();
        String password = Files.readString(postgres.resolve("password")).strip();
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/ominigate", "ominigate", password);
    }
}
