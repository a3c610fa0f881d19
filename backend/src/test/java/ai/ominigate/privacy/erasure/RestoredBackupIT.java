package ai.ominigate.privacy.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.FreePort;
import ai.ominigate.TestFolder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A backup of the embedded database's folder, from before somebody was forgotten, put back. */
class RestoredBackupIT {
    private static final String TOKEN = "op-token-of-the-tests-0123456789abcdef";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestFolder folder = TestFolder.create();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data = folder.path().resolve("data");
    private final int port = FreePort.any();

    @AfterEach
    void delete() {
        client.close();
        folder.close();
    }

    private Application.Running start() {
        return Application.start(Map.of(
                "ominigate.port", port, "ominigate.data-dir", data.toString(), "ominigate.operator-token", TOKEN));
    }

    @Test
    void nobodyIsServedUntilWhoWasForgottenIsForgottenAgain() throws Exception {
        UUID account;
        String secret;
        try (Application.Running first = start()) {
            account = UUID.fromString(
                    admin("/accounts", "{\"name\": \"Back Frombackup\", \"email\": \"back@frombackup.example\"}")
                            .path("id")
                            .asText());
            secret = admin("/accounts/" + account + "/keys", "{\"name\": \"a key\"}")
                    .path("secret")
                    .asText();
            assertThat(first.port()).isEqualTo(port);
        }
        copy(data.resolve("postgresql"), folder.path().resolve("backup"));
        try (Application.Running second = start()) {
            assertThat(second.context().getBean(Eraser.class).again(account)).isTrue();
            assertThat(second.context().getBean(Eraser.class).again(account)).isFalse();
            assertThat(call(secret)).isEqualTo(401);
        }
        run("rm", "-rf", data.resolve("postgresql").toString());
        copy(folder.path().resolve("backup"), data.resolve("postgresql"));

        List<Integer> calls = new ArrayList<>();
        List<Integer> healths = new ArrayList<>();
        CompletableFuture<Application.Running> starting = CompletableFuture.supplyAsync(this::start);
        while (!starting.isDone()) {
            try {
                calls.add(call(secret));
                healths.add(health());
            } catch (IOException notYetOpen) {
                Thread.onSpinWait();
            }
        }
        try (Application.Running third = starting.join()) {
            assertThat(calls).as("with the key from the backup").startsWith(503).doesNotContain(200);
            assertThat(healths).as("before anybody was served").startsWith(503);
            assertThat(health()).isEqualTo(200);
            assertThat(call(secret)).as("the key from the backup").isEqualTo(401);
            assertThat(ask(third, "SELECT status || ' ' || name FROM accounts.account WHERE id = '" + account + "'"))
                    .isEqualTo("CLOSED erased");
            assertThat(ask(
                            third,
                            "SELECT count(*) FROM audit.entry WHERE action = 'erasure.replay' AND subject = 'account:"
                                    + account + "'"))
                    .isEqualTo("1");
            try (Connection connection = connection(third)) {
                assertThat(third.context()
                                .getBean(StoreSearch.class)
                                .search(connection, List.of("back@frombackup.example"), List.of())
                                .hits())
                        .isEmpty();
            }
        }
    }

    private static Connection connection(Application.Running running) throws SQLException {
        return DelegatingDataSource.unwrapDataSource(running.context().getBean(DataSource.class))
                .getConnection();
    }

    private String ask(Application.Running running, String sql) throws SQLException {
        try (Connection connection = connection(running);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private JsonNode admin(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/admin/v1" + path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return JSON.readTree(
                client.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private int call(String secret) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/v1/models"))
                .header("Authorization", "Bearer " + secret)
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    private int health() throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/health"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    /** With owners and rights, as a backup has them. */
    private static void copy(Path from, Path to) throws IOException, InterruptedException {
        run("cp", "-a", from.toString(), to.toString());
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }
}
