package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.TestFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The server as the product starts it. One server serves all tests, as a new one takes seconds. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EmbeddedPostgresTest {
    private static final TestFolder FOLDER = TestFolder.create();
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start() {
        postgres = EmbeddedPostgres.start(FOLDER.path());
    }

    @AfterAll
    static void stop() {
        postgres.close();
        FOLDER.close();
    }

    @Test
    void everyCommitIsOnTheDisk() throws SQLException {
        assertThat(ask("SHOW fsync")).isEqualTo("on");
        assertThat(ask("SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask("SHOW full_page_writes")).isEqualTo("on");
        assertThat(ask("SHOW data_checksums")).isEqualTo("on");
    }

    @Test
    void textIsUtf8InOneOrderEverywhereAndTimeIsUtc() throws SQLException {
        assertThat(ask("SHOW server_encoding")).isEqualTo("UTF8");
        assertThat(ask("SELECT string_agg(x, '' ORDER BY x) FROM unnest('{ä,Z,a}'::text[]) x"))
                .isEqualTo("Zaä");
        assertThat(ask("SELECT lower('ÄÖÜ')")).isEqualTo("äöü");
        assertThat(ask("SELECT reset_val FROM pg_settings WHERE name = 'log_timezone'"))
                .isEqualTo("UTC");
    }

    @Test
    void onlyThisMachineReachesItAndOnlyByTheNetwork() throws SQLException {
        try (Connection connection = postgres.superuserConnection()) {
            assertThat(ask(connection, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(connection, "SHOW unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void nobodyGetsInWithoutThePassword() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guessed"))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void thePasswordIsKeptForItsOwnerOnly() throws IOException {
        Path file = FOLDER.path().resolve("password");

        assertThat(Files.readString(file).strip())
                .isEqualTo(postgres.password())
                .hasSizeGreaterThan(40);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void itsRoleMayMakeSchemasInTheDatabaseAndNothingElse() throws SQLException {
        assertThat(ask("SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
        assertThat(ask("SELECT has_database_privilege(current_database(), 'CREATE')"))
                .isEqualTo("t");
        assertThat(ask("SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = current_database()"))
                .isEqualTo("f");
    }

    @Test
    void theOwnerOfTheDatabaseCannotSignIn() throws SQLException {
        assertThat(ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'ominigate_owner'"))
                .isEqualTo("f");
        try (Connection connection = postgres.owner().getConnection()) {
            assertThat(ask(connection, "SELECT current_user")).isEqualTo("ominigate_owner");
        }
    }

    @Test
    void thePasswordOfItsRoleIsNotTheSuperusers() {
        assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", postgres.password()))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    @Order(1)
    void whenItDiesItIsStartedAgainOnTheSamePort() throws Exception {
        try (Connection connection = connect()) {
            execute(connection, "CREATE SCHEMA survivor");
            execute(connection, "CREATE TABLE survivor.thing AS SELECT 1 AS n");
        }
        int port = postgres.port();
        long pid = postgres.pid();

        signal("KILL", pid);

        Await.until("a new server on the same port", () -> answers() && postgres.pid() != pid);
        assertThat(postgres.port()).isEqualTo(port);
        assertThat(ask("SELECT n FROM survivor.thing")).isEqualTo("1");
    }

    @Test
    @Order(1)
    void whenItDiesWhileAQueryRunsForLongItIsStartedAgainAtOnce() throws Exception {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            long backend = Long.parseLong(ask(connection, "SELECT pg_backend_pid()"));
            // Without a wait in it, in which the backend would notice that its server is gone.
            Thread query = Thread.ofVirtual()
                    .start(() -> assertThatThrownBy(
                                    () -> statement.execute("SELECT count(*) FROM generate_series(1, 1000000000000)"))
                            .isInstanceOf(SQLException.class));
            Await.until(
                    "the query runs",
                    () -> ask("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid = " + backend)
                            .equals("1"));
            long pid = postgres.pid();

            signal("KILL", pid);

            Await.until("a new server", () -> postgres.pid() != pid && answers());
            query.join();
            // Whoever adopted it reaps it when it comes to that.
            Await.until(
                    "the backend that was left behind is gone",
                    () -> ProcessHandle.of(backend).isEmpty());
        }
    }

    @Test
    @Order(1)
    void whenSomebodyElseTellsItToStopItIsStartedAgain() throws Exception {
        try (Connection staysConnected = connect()) {
            long pid = postgres.pid();

            // The smart shutdown, which would wait for this connection to end and let no other in.
            signal("TERM", pid);

            Await.until("a new server", () -> postgres.pid() != pid && answers());
            assertThat(staysConnected.isValid(1)).isFalse();
        }
    }

    @Test
    void aCtrlCInOurTerminalIsNotOneForIt() throws IOException {
        // Field 6 is the session (proc_pid_stat(5)); field 2, a name in parentheses, may hold blanks.
        String status = Files.readString(Path.of("/proc", String.valueOf(postgres.pid()), "stat"));
        String session = status.substring(status.lastIndexOf(')') + 2).split(" ")[3];
        assertThat(Long.parseLong(session)).isEqualTo(postgres.pid());
    }

    @Test
    @Order(2)
    void afterAStopItStartsAgainWithItsDataAndPassword() throws SQLException {
        String password = postgres.password();
        try (Connection connection = connect()) {
            execute(connection, "CREATE SCHEMA kept");
            execute(connection, "CREATE TABLE kept.thing AS SELECT 2 AS n");
        }

        postgres.close();
        postgres = EmbeddedPostgres.start(FOLDER.path());

        assertThat(postgres.password()).isEqualTo(password);
        assertThat(ask("SELECT n FROM kept.thing")).isEqualTo("2");
    }

    @Test
    @Order(3)
    void dataOfAnEarlierVersionGetsAnOwnerAndASuperuserWithAPasswordOfItsOwn() throws Exception {
        try (Connection superuser = postgres.superuserConnection();
                Connection connection = connect()) {
            execute(connection, "CREATE SCHEMA old");
            execute(connection, "CREATE TABLE old.thing AS SELECT 3 AS n");
            execute(superuser, "ALTER DATABASE ominigate OWNER TO ominigate");
            execute(superuser, "DROP ROLE ominigate_owner");
            execute(superuser, "ALTER ROLE postgres PASSWORD '" + postgres.password() + "'");
        }
        postgres.close();
        Files.delete(FOLDER.path().resolve("superuser-password"));

        postgres = EmbeddedPostgres.start(FOLDER.path());

        assertThat(ask("SELECT n FROM old.thing")).isEqualTo("3");
        thePasswordOfItsRoleIsNotTheSuperusers();
        itsRoleMayMakeSchemasInTheDatabaseAndNothingElse();
    }

    @Test
    @Order(4)
    void aPidFileOfAProgramThatIsNotPostgresDoesNotKeepItFromStarting() throws Exception {
        postgres.close();
        Path pidFile = FOLDER.path().resolve("18/postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");

        postgres = EmbeddedPostgres.start(FOLDER.path());

        assertThat(answers()).isTrue();
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start().waitFor();
    }

    private static boolean answers() {
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return ask(connection, sql);
        }
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
