package ai.ominigate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Application;
import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyDirectory;
import ai.ominigate.platform.TestDatabase;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoSeedTest {
    private final TestDatabase database = TestDatabase.create();

    @TempDir
    private Path folder;

    @AfterEach
    void drop() {
        database.close();
    }

    @Test
    void whoeverReadsTheFileCanCall() throws Exception {
        try (Application.Running demo = start()) {
            JsonNode file = read();

            assertThat(file.path("baseUrl").asText()).isEqualTo(demo.baseUrl().toString());
            assertThat(demo.context()
                            .getBean(KeyDirectory.class)
                            .find(file.path("apiKey").asText()))
                    .isNotNull();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void startingAgainKeepsAccountAndKey() throws Exception {
        String first = keyOfOneRun();

        assertThat(keyOfOneRun()).isEqualTo(first);
    }

    @Test
    void aLostFileIsReplacedByOneWithANewKeyOfTheSameAccount() throws Exception {
        String first = keyOfOneRun();
        Files.delete(path());

        try (Application.Running demo = start()) {
            String second = read().path("apiKey").asText();

            assertThat(second).isNotEqualTo(first);
            assertThat(accountOf(second, demo)).isEqualTo(accountOf(first, demo));
        }
    }

    private static UUID accountOf(String secret, Application.Running demo) {
        ApiKey key = demo.context().getBean(KeyDirectory.class).find(secret);
        return Objects.requireNonNull(key).accountId();
    }

    private String keyOfOneRun() throws Exception {
        try (Application.Running demo = start()) {
            return read().path("apiKey").asText();
        }
    }

    private Application.Running start() {
        return Application.start(Map.of(
                "ominigate.port", 0,
                "ominigate.demo", true,
                "ominigate.data-dir", folder.toString(),
                "ominigate.database.url", database.jdbcUrl(),
                "ominigate.database.user", database.user(),
                "ominigate.database.password", database.password()));
    }

    private Path path() {
        return folder.resolve("demo.json");
    }

    private JsonNode read() throws Exception {
        return JsonMapper.builder().build().readTree(Files.readString(path()));
    }
}
