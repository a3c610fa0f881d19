package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {
    @Test
    void eachDatabaseIsApartFromTheOthers() throws SQLException {
        try (TestDatabase one = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            execute(one, "CREATE TABLE only_here (n int)");

            assertThat(ask(one, "SELECT to_regclass('only_here') IS NOT NULL")).isEqualTo("t");
            assertThat(ask(other, "SELECT to_regclass('only_here') IS NOT NULL"))
                    .isEqualTo("f");
        }
    }

    @Test
    void theMigrationsAreApplied() throws SQLException {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(ask(database, "SELECT to_regnamespace('migration') IS NOT NULL"))
                    .isEqualTo("t");
        }
    }

    @Test
    void theRoleIsTheProductsOneAndNoSuperuser() throws SQLException {
        try (TestDatabase database = TestDatabase.create()) {
            assertThat(ask(database, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(TestDatabase database, String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            answer.next();
            return answer.getString(1);
        }
    }
}
