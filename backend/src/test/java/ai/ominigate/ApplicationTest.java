package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.BeforeReady;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.NodeIdentity;
import ai.ominigate.platform.Readiness;
import ai.ominigate.platform.TestDatabase;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExceptionHandler;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApplicationTest {
    private final TestFolder folder = TestFolder.create();
    private final TestDatabase database = TestDatabase.create();

    @AfterEach
    void cleanUp() {
        database.close();
        folder.close();
    }

    @Test
    void itServesUntilItIsClosed() throws Exception {
        int port;
        try (Application.Running running = start("plain")) {
            port = running.port();
            assertThat(get(running, "/health").statusCode()).isEqualTo(200);
            assertThat(get(running, "/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(running, "/prometheus").body()).contains("# TYPE");
        }
        new ServerSocket(port).close();
    }

    @Test
    void whatOperatorsOnlyShouldSeeIsNotServed() throws Exception {
        try (Application.Running running = start("plain")) {
            for (String path : new String[] {"/env", "/beans", "/loggers", "/routes", "/info", "/threaddump"}) {
                assertThat(get(running, path).statusCode()).as(path).isEqualTo(404);
            }
            assertThat(get(running, "/health").body()).isEqualTo("{\"status\":\"UP\"}");
        }
    }

    @Test
    void whatFailsInScheduledTasksIsLoggedByUsAndNotByTheFrameworkWithAllOfItsMessage() {
        try (Application.Running running = start("plain")) {
            assertThat(running.context()
                            .getBean(TaskExceptionHandler.class)
                            .getClass()
                            .getPackageName())
                    .startsWith("ai.ominigate");
        }
    }

    @Test
    void anErrorSaysWhatTheStatusSaysAndNothingOfTheException() throws Exception {
        try (Application.Running running = start("failing")) {
            HttpResponse<String> answer = get(running, "/test-failing");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
            assertThat(answer.body())
                    .isEqualTo("{\"title\":\"Internal Server Error\",\"status\":500,\"code\":\"internal_error\"}");
        }
    }

    @Test
    void aPathThatIsNotThereIsAProblemToo() throws Exception {
        try (Application.Running running = start("plain")) {
            HttpResponse<String> answer = get(running, "/nowhere?secret=1");

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"title\":\"Not Found\",\"status\":404,\"code\":\"not_found\"}");
        }
    }

    @Test
    void itIsHealthyOnlyWhileEveryFeatureIsReady() throws Exception {
        try (Application.Running running = start("moody")) {
            Moody feature = running.context().getBean(Moody.class);
            assertThat(get(running, "/health").statusCode()).isEqualTo(200);

            feature.problem = Optional.of("The journal is full.");
            assertThat(get(running, "/health").statusCode()).isEqualTo(503);
            assertThat(get(running, "/health").body()).doesNotContain("journal");
            assertThat(get(running, "/health/liveness").statusCode()).isEqualTo(200);

            feature.problem = Optional.empty();
            assertThat(get(running, "/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void itIsNotHealthyBeforePreparationsAreComplete() throws Exception {
        try (Application.Running running = start("preparing")) {
            assertThat(running.context().getBean(Preparing.class).statusMeanwhile)
                    .isEqualTo(503);
            assertThat(get(running, "/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aStartThatFailsLeavesNothingBehind() {
        assertThatThrownBy(() -> start("unprepared"))
                .isInstanceOf(CannotStart.class)
                .hasMessage("The sky is falling.");

        start("plain").close();
    }

    @Test
    void aNodeKeepsItsIdentity() {
        NodeIdentity first = identity();

        assertThat(identity()).isEqualTo(first);
    }

    private NodeIdentity identity() {
        try (Application.Running running = start("plain")) {
            return running.context().getBean(NodeIdentity.class);
        }
    }

    private Application.Running start(String features) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("test.features", features);
        settings.put("ominigate.port", 0);
        settings.put("ominigate.data-dir", folder.path().resolve("data").toString());
        settings.put("ominigate.database.url", database.jdbcUrl());
        settings.put("ominigate.database.user", database.user());
        settings.put("ominigate.database.password", database.password());
        return Application.start(settings);
    }

    private static HttpResponse<String> get(Application.Running running, String path)
            throws IOException, InterruptedException {
        return get(running.baseUrl().resolve(path));
    }

    private static HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Controller("/test-failing")
    @Requires(property = "test.features", value = "failing")
    static class Failing {
        @Get
        String fail() {
            throw new IllegalStateException("a secret of the caller");
        }
    }

    @Singleton
    @Requires(property = "test.features", value = "moody")
    static class Moody implements Readiness {
        private volatile Optional<String> problem = Optional.empty();

        @Override
        public String name() {
            return "mood";
        }

        @Override
        public Optional<String> problem() {
            return problem;
        }
    }

    @Singleton
    @Requires(property = "test.features", value = "preparing")
    static class Preparing implements BeforeReady {
        private volatile int statusMeanwhile;

        @Override
        public void prepare(URI baseUrl) {
            try {
                statusMeanwhile = get(baseUrl.resolve("/health")).statusCode();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Singleton
    @Requires(property = "test.features", value = "unprepared")
    static class Unprepared implements BeforeReady {
        @Override
        public void prepare(URI baseUrl) {
            throw new CannotStart("The sky is falling.");
        }
    }
}
