package ai.ominigate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.ominigate.platform.TestDatabase;
import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever keeps OminiGate from starting is said in one sentence, and nothing is left running. */
class StartFailureIT {
    private final TestFolder folder = TestFolder.create();

    @AfterEach
    void delete() {
        folder.close();
    }

    @Test
    void aTakenPort() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int port = taken.getLocalPort();

            assertThat(sentenceOf(setup().with("OMINIGATE_PORT", String.valueOf(port))))
                    .startsWith("Port " + port + " is not free")
                    .contains("OMINIGATE_PORT");
        }
    }

    @Test
    void aPortThatIsNone() {
        assertThat(sentenceOf(setup().with("OMINIGATE_PORT", "http")))
                .startsWith("OMINIGATE_PORT is 'http', which is no port");
    }

    @Test
    void aDataFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(folder.path().resolve("file"));

        assertThat(sentenceOf(setup().dataIn(file)))
                .startsWith("The data folder " + file + " cannot be used: it is a file.")
                .contains("OMINIGATE_DATA_DIR");
    }

    @Test
    void aDataFolderThatMayNotBeWritten() throws IOException {
        Path closed = Files.createDirectory(folder.path().resolve("closed"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        GatewayProcess.Setup setup = setup().dataIn(closed);

        assertThat(sentenceOf(isRoot() ? setup.asNobody() : setup))
                .startsWith("The data folder " + closed + " cannot be used: no right to write there.");
    }

    @Test
    void aDataFolderThatPostgresCannotReach() throws IOException {
        assumeTrue(isRoot(), "only root hands PostgreSQL to another user");
        Path home = Files.createDirectory(
                folder.path().resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

        assertThat(sentenceOf(setup().dataIn(home.resolve("data"))))
                .contains("the user nobody, who cannot enter " + home)
                .contains("OMINIGATE_DATA_DIR");
    }

    @Test
    void aDataFolderThatAnotherInstanceUses() throws IOException {
        Path data = Files.createDirectory(folder.path().resolve("data"));
        try (FileChannel lock =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();

            assertThat(sentenceOf(setup().dataIn(data)))
                    .startsWith("Another OminiGate uses the data folder " + data)
                    .contains("OMINIGATE_DATA_DIR");
        }
    }

    @Test
    void aDatabaseThatDoesNotAnswer() throws IOException {
        int port = FreePort.any();
        GatewayProcess.Setup setup = setup().with(
                        "OMINIGATE_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/gateway")
                .with("OMINIGATE_DATABASE_USER", "gateway")
                .with("OMINIGATE_DATABASE_PASSWORD", "a-secret");

        assertThat(sentenceOf(setup))
                .startsWith("The database at 127.0.0.1:" + port + "/gateway cannot be reached: ")
                .contains("refused")
                .doesNotContain("a-secret");
    }

    @Test
    void aWrongDatabasePassword() {
        try (TestDatabase database = TestDatabase.create()) {
            GatewayProcess.Setup setup = setup().with("OMINIGATE_DATABASE_URL", database.jdbcUrl())
                    .with("OMINIGATE_DATABASE_USER", database.user())
                    .with("OMINIGATE_DATABASE_PASSWORD", "a-secret");

            assertThat(sentenceOf(setup))
                    .contains("password authentication failed")
                    .doesNotContain("a-secret");
        }
    }

    @Test
    void anAddressOfAnotherKindOfDatabase() {
        assertThat(sentenceOf(setup().with("OMINIGATE_DATABASE_URL", "jdbc:mysql://root:a-secret@db/x")))
                .startsWith("OMINIGATE_DATABASE_URL is not the address of a PostgreSQL database")
                .doesNotContain("a-secret");
    }

    @Test
    void yamlThatIsNone() throws IOException {
        Path file = Files.writeString(folder.path().resolve("providers.yml"), """
                ominigate:
                  providers:
                    mock:
                      api-key: a-secret: is here
                """);

        assertThat(sentenceOf(setup().with("MICRONAUT_CONFIG_FILES", file.toString())))
                .startsWith("The configuration could not be read (YAML, line 4: ")
                .contains("MICRONAUT_CONFIG_FILES")
                .doesNotContain("a-secret");
    }

    @Test
    void aConfigurationFileThatIsNotThere() {
        Path file = folder.path().resolve("absent.yml");

        assertThat(sentenceOf(setup().with("MICRONAUT_CONFIG_FILES", file.toString())))
                .startsWith("The configuration could not be read")
                .contains(file.toString());
    }

    @Test
    void aProviderThatIsWrong() throws IOException {
        Path file = Files.writeString(folder.path().resolve("providers.yml"), """
                ominigate:
                  providers:
                    mock:
                      dialect: klingon
                      base-url: http://127.0.0.1:9000/v1
                      api-key: a-secret
                      subprocessor: Mock Inc.
                """);
        try (TestDatabase database = TestDatabase.create()) {
            GatewayProcess.Setup setup = setup().with("OMINIGATE_DATABASE_URL", database.jdbcUrl())
                    .with("OMINIGATE_DATABASE_USER", database.user())
                    .with("OMINIGATE_DATABASE_PASSWORD", database.password())
                    .with("MICRONAUT_CONFIG_FILES", file.toString());

            assertThat(sentenceOf(setup))
                    .contains("mock")
                    .contains("dialect")
                    .contains("klingon")
                    .doesNotContain("a-secret");
        }
    }

    private GatewayProcess.Setup setup() {
        return GatewayProcess.in(folder.path());
    }

    private static String sentenceOf(GatewayProcess.Setup setup) {
        try (GatewayProcess failing = setup.start()) {
            assertThat(failing.awaitEnd()).isEqualTo(1);
            assertThat(failing.err().lines()).hasSize(1);
            assertThat(failing.out()).doesNotContain("\tat ").doesNotContain("Exception");
            return failing.err().strip();
        }
    }

    private static boolean isRoot() {
        return new UnixSystem().getUid() == 0;
    }
}
