package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** Whose the audit log becomes in a database of the operator's, and what the application may do to it then. */
class OwnerOfTheAuditLogTest {
    private static final TestDatabase NEXT_DOOR = TestDatabase.create();
    private static final String ADD = """
            INSERT INTO audit.incoming (at, actor, action, outcome, subject, salt, payload)
            VALUES (now(), 'operator', 'a.b', 'DONE', 'account:1', decode(repeat('01', 32), 'hex'), '{}')
            """;
    private static final List<String> CHANGES = List.of(
            "UPDATE audit.entry SET purpose = 'X'",
            "DELETE FROM audit.entry",
            "TRUNCATE audit.entry",
            "DELETE FROM audit.checkpoint",
            "UPDATE audit.payload SET payload = ''");

    private final DataSource application = source("the \"app\"");
    private final DataSource owner = source("house owner");

    @BeforeEach
    void makeRolesAndDatabase() throws SQLException {
        asSuperuser(
                "CREATE ROLE \"the \"\"app\"\"\" LOGIN PASSWORD 'secret'",
                "CREATE ROLE \"house owner\" LOGIN PASSWORD 'secret'",
                "CREATE DATABASE house OWNER \"house owner\"",
                "GRANT CREATE ON DATABASE house TO \"the \"\"app\"\"\"");
    }

    @AfterEach
    void dropThem() throws SQLException {
        asSuperuser("DROP DATABASE house", "DROP ROLE \"the \"\"app\"\"\"", "DROP ROLE \"house owner\"");
    }

    @AfterAll
    static void close() {
        NEXT_DOOR.close();
    }

    @Test
    void withAnOwnerTheApplicationAddsAndReadsOnly() throws SQLException {
        Migrations.apply(application, owner);

        execute(application, ADD);
        assertThat(ask(application, "SELECT count(*) FROM audit.entry")).isEqualTo("1");
        for (String change : CHANGES) {
            assertThatThrownBy(() -> execute(application, change)).as(change).hasMessageContaining("permission denied");
        }
        assertThat(ask(application, "SELECT audit.forget('account:1')")).isEqualTo("1");
        assertThat(ask(application, "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'audit'"))
                .isEqualTo("house owner");
        assertThat(ask(application, "SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'billing'"))
                .isEqualTo("the \"app\"");
    }

    @Test
    void nodesCanStartAtTheSameTime() throws Exception {
        Migrations.apply(application, owner);

        try (ExecutorService nodes = Executors.newFixedThreadPool(8)) {
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                starts.add(nodes.submit(() -> Migrations.apply(application, owner)));
            }
            for (Future<?> start : starts) {
                start.get();
            }
        }

        execute(application, ADD);
    }

    @Test
    void rightsThatWereLostOrGivenMeanwhileAreSetAgainByAStartWithTheOwner() throws SQLException {
        Migrations.apply(application, owner);
        execute(owner, "REVOKE INSERT ON audit.incoming FROM \"the \"\"app\"\"\"");
        execute(owner, "GRANT UPDATE ON audit.entry TO \"the \"\"app\"\"\"");

        Migrations.apply(application, owner);

        execute(application, ADD);
        assertThatThrownBy(() -> execute(application, CHANGES.getFirst())).hasMessageContaining("permission denied");
    }

    @Test
    void theOwnerIsNotNeededAtAStartThatChangesNothing() throws SQLException {
        Migrations.apply(application, owner);
        Migrations.apply(application, null);

        execute(application, ADD);
    }

    @Test
    void aStartThatWouldChangeTheLogsTablesWithoutTheirOwnerSaysSo() throws SQLException {
        Migrations.apply(application, owner);
        execute(owner, "DELETE FROM audit.migration WHERE version = '0601'");

        assertThatThrownBy(() -> Migrations.apply(application, null))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith(
                        "This version of OminiGate changes the tables of the audit log, which belong to the role house owner; start it once with OMINIGATE_DATABASE_OWNER_USER");
    }

    @Test
    void aDatabaseThatANewerVersionHasMigratedIsNotTouched() throws SQLException {
        Migrations.apply(application, owner);
        execute(application, """
                INSERT INTO migration.flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                SELECT 9999, '9900', 'what comes next', 'SQL', 'V9900__what_comes_next.sql', 1, 'somebody', 1, true
                """);

        assertThatThrownBy(() -> Migrations.apply(application, owner))
                .isInstanceOf(CannotStart.class)
                .hasMessageStartingWith(
                        "The database was used by a newer version of OminiGate than this one, which does not know its migration 9900, and there is no way back");
    }

    @Test
    void anAuditLogThatANewerVersionHasMigratedIsNotTouchedEither() throws SQLException {
        Migrations.apply(application, owner);
        execute(owner, "UPDATE audit.migration SET version = '0650' WHERE version = '0603'");

        assertThatThrownBy(() -> Migrations.apply(application, owner))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("does not know its migration 0650");
        assertThatThrownBy(() -> Migrations.apply(application, null)).isInstanceOf(CannotStart.class);
    }

    @Test
    void aSingleUserTakesTheRightsFromItself() throws SQLException {
        Migrations.apply(application, null);

        execute(application, ADD);
        for (String change : CHANGES) {
            assertThatThrownBy(() -> execute(application, change)).as(change).hasMessageContaining("permission denied");
        }
        assertThat(ask(application, "SELECT audit.forget('account:1')")).isEqualTo("1");
        assertThat(ask(application, "SELECT count(*) FROM audit.entry")).isEqualTo("2");
        Migrations.apply(application, null);
    }

    @Test
    void aLogOfASingleUserIsNotTakenOverByAnOwner() {
        Migrations.apply(application, null);

        assertThatThrownBy(() -> Migrations.apply(application, owner))
                .isInstanceOf(CannotStart.class)
                .hasMessage(
                        "The audit log belongs to the role the \"app\", and not to OMINIGATE_DATABASE_OWNER_USER, who is house owner; name the right owner.");
    }

    private static DataSource source(String user) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(NEXT_DOOR.jdbcUrl());
        source.setDatabaseName("house");
        source.setUser(user);
        source.setPassword("secret");
        return source;
    }

    private static void asSuperuser(String... statements) throws SQLException {
        try (Connection superuser = NEXT_DOOR.superuser();
                Statement statement = superuser.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
