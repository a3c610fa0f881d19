package ai.ominigate.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.Await;
import ai.ominigate.platform.TestDatabase;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestRecorderTest {
    private static final UUID KEY = UUID.fromString("01936f00-0000-7000-8000-000000000001");

    private final TestDatabase database = TestDatabase.create();
    private final HttpClient client = HttpClient.newHttpClient();
    private Application.Running application;

    @BeforeAll
    void start(@TempDir Path folder) {
        application = Application.start(Map.of(
                "ominigate.port", 0,
                "ominigate.data-dir", folder.toString(),
                "ominigate.database.url", database.jdbcUrl(),
                "ominigate.database.user", database.user(),
                "ominigate.database.password", database.password(),
                "ominigate.trusted-proxies", "127.0.0.0/8",
                "ominigate.test.routes", "recorded"));
    }

    @AfterAll
    void stop() {
        application.close();
        client.close();
        database.close();
    }

    @BeforeEach
    void forget() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM abuse.operational_log");
        }
    }

    @Test
    void aRequestIsRecordedByItsRouteAndNeitherItsPathNorItsQuery() throws Exception {
        get("/test-recorded/secret-in-path?secret=in-query", "Cookie", "session=secret", "User-Agent", "curl/8");

        assertThat(onlyEntry())
                .isEqualTo("127.0.0.1 GET /test-recorded/{name} 200 " + KEY + " {\"user-agent\": \"curl/8\"}");
    }

    @Test
    void aPathThatNothingServesIsTheCallersInventionAndNotRecorded() throws Exception {
        get("/secret-in-path?secret=in-query");

        assertThat(onlyEntry()).contains(" GET (none) 404 ").doesNotContain("secret");
    }

    @Test
    void aRequestThatFailsIsRecordedWithWhatTheCallerWasTold() throws Exception {
        get("/test-recorded/failing/now");

        assertThat(onlyEntry()).contains(" GET /test-recorded/failing/now 500 ");
    }

    @Test
    void theAddressIsTheOneThatATrustedProxyTells() throws Exception {
        get("/health", "X-Forwarded-For", "1.1.1.1, 203.0.113.9");

        assertThat(onlyEntry()).startsWith("203.0.113.9 GET /health 200 ");
    }

    @Test
    void aRequestThatItsRouteDoesNotTakeIsRecordedToo() throws Exception {
        client.send(
                java.net.http.HttpRequest.newBuilder(URI.create(application.baseUrl() + "/health"))
                        .DELETE()
                        .build(),
                BodyHandlers.discarding());

        assertThat(onlyEntry()).contains(" DELETE (none) 405 ");
    }

    private void get(String path, String... headers) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(URI.create(application.baseUrl() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        client.send(request.build(), BodyHandlers.discarding());
    }

    private String onlyEntry() {
        return Await.value("one entry", this::entries, entries -> entries.size() == 1)
                .getFirst();
    }

    private List<String> entries() throws SQLException {
        List<String> entries = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("""
                        SELECT concat_ws(
                            ' ', host(address), method, path_template, status, COALESCE(key_id::TEXT, '-'), headers)
                        FROM abuse.operational_log
                        """)) {
            while (result.next()) {
                entries.add(result.getString(1));
            }
        }
        return entries;
    }

    @Controller("/test-recorded")
    @Requires(property = "ominigate.test.routes", value = "recorded")
    static class Routes {
        @Get("/{name}")
        String served(HttpRequest<?> request, String name) {
            request.setAttribute(OperationalLog.KEY_ATTRIBUTE, KEY);
            return name;
        }

        @Get("/failing/now")
        String failing() {
            throw new IllegalStateException("on purpose");
        }
    }
}
