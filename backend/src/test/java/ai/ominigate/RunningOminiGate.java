package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.platform.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A whole OminiGate on a database of its own, with the requests that tests of its HTTP faces make. Every answer of the
 * staff API is recorded as it leaves, and looked through for personal data in clear at the end: a test that got some fails
 * then.
 */
public final class RunningOminiGate implements AutoCloseable {
    /** What {@link #admin} shows. */
    public static final String OPERATOR_TOKEN = "op-token-of-the-tests-0123456789abcdef";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestDatabase database = TestDatabase.create();
    private final Path folder;
    private final Application.Running running;
    private final HttpClient client = HttpClient.newHttpClient();
    private final RecordedAnswers answers;

    private RunningOminiGate(Map<String, Object> settings) throws IOException {
        folder = Files.createTempDirectory("ominigate-test-data-");
        Map<String, Object> all = new HashMap<>(Map.of(
                "ominigate.port",
                0,
                "ominigate.data-dir",
                folder.toString(),
                "ominigate.database.url",
                database.jdbcUrl(),
                "ominigate.database.user",
                database.user(),
                "ominigate.database.password",
                database.password(),
                "ominigate.operator-token",
                OPERATOR_TOKEN,
                RecordedAnswers.SETTING,
                "recorded"));
        // Calls of nobody's would come into what tests count.
        all.put("ominigate.policy.first-canary-after", "1d");
        all.putAll(settings);
        running = Application.start(all);
        answers = running.context().getBean(RecordedAnswers.class);
    }

    /** With these settings beside those of a test. */
    public static RunningOminiGate with(Map<String, Object> settings) throws IOException {
        return new RunningOminiGate(settings);
    }

    /** An answer, its body read as JSON; a missing node where it is none. */
    public record Answer(int status, HttpResponse<String> response, JsonNode json) {}

    /** A request with the operator's token. */
    public Answer admin(String method, String path, String body) throws IOException, InterruptedException {
        return send(method, path, body, Map.of("Authorization", "Bearer " + OPERATOR_TOKEN));
    }

    /** A request with these headers; with a JSON body unless it is empty. */
    public Answer send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(running.baseUrl() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        headers.forEach(request::header);
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        boolean json = response.headers().firstValue("content-type").orElse("").contains("json");
        return new Answer(
                response.statusCode(), response, json ? JSON.readTree(response.body()) : MissingNode.getInstance());
    }

    /**
     * A form as a browser sends it.
     *
     * @param fields as they stand in its body: {@code name=value&…}
     */
    public Answer sendForm(String path, String fields, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(running.baseUrl() + path))
                .POST(HttpRequest.BodyPublishers.ofString(fields))
                .header("Content-Type", "application/x-www-form-urlencoded");
        headers.forEach(request::header);
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response, MissingNode.getInstance());
    }

    /** The answers of the staff API so far, whoever asked, with what has come of streams. */
    public List<Leaks.Answer> answers() {
        return answers.all();
    }

    /** They have been looked through. */
    public void forgetAnswers() {
        answers.forget();
    }

    /** What they have of personal data in clear that they must not have. */
    public List<String> leaks() throws SQLException {
        Leaks leaks = Leaks.of(database);
        return answers.all().stream()
                .flatMap(answer -> leaks.in(answer).stream())
                .distinct()
                .toList();
    }

    /** The running application. */
    public Application.Running application() {
        return running;
    }

    /** Its database. */
    public TestDatabase database() {
        return database;
    }

    /** Its data folder. */
    public Path folder() {
        return folder;
    }

    /** Does it while the pool has one connection left: whatever needs a second one while it holds the first fails. */
    public <T> T withOneConnection(Callable<T> request) throws Exception {
        DataSource pool =
                DelegatingDataSource.unwrapDataSource(running.context().getBean(DataSource.class));
        List<Connection> taken = new ArrayList<>();
        try {
            takeAll(pool, taken);
            taken.removeLast().close();
            return request.call();
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    private static void takeAll(DataSource pool, List<Connection> taken) throws SQLException {
        try {
            while (true) {
                taken.add(pool.getConnection());
            }
        } catch (SQLTransientConnectionException none) {
            assertThat(taken)
                    .as("connections, before there was none: %s", none.getMessage())
                    .isNotEmpty();
        }
    }

    @Override
    public void close() throws IOException {
        running.close();
        client.close();
        List<String> leaks = leaksAtTheEnd();
        database.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
        assertThat(leaks).as("personal data in clear").isEmpty();
    }

    private List<String> leaksAtTheEnd() {
        try {
            return leaks();
        } catch (SQLException e) {
            throw new IllegalStateException("who is in the database could not be read", e);
        }
    }
}
