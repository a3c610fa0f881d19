package ai.ominigate.customer.alert;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.GatewayProcess;
import ai.ominigate.TestFolder;
import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real process that is killed ({@code kill -9}) while it tells of one crossing and has told of another. The process after it
 * tells what was not told, and nothing again.
 */
class KilledAlertIT {
    private static final long HELD = 4714;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** Whose balance is low. */
    private enum Who {
        /** The letter is written and not committed when the process dies. */
        BEING_TOLD,
        /** It is told for good. */
        TOLD;

        UUID account() {
            return new UUID(0x019a000000007000L, 0x9000000000000000L + ordinal());
        }

        String email() {
            return name().toLowerCase(Locale.ROOT) + "@example.com";
        }
    }

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final TestFolder FOLDER = TestFolder.create();

    @SuppressWarnings("NullAway.Init") // made before all tests
    private static Connection connection;

    @BeforeAll
    static void aProcessIsKilledAndAnotherGoesOn() throws Exception {
        connection = DATABASE.superuser();
        execute("SELECT pg_advisory_lock(" + HELD + ")");
        for (Who who : Who.values()) {
            open(who);
        }
        firstDies();
        secondGoesOn();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        DATABASE.close();
        FOLDER.close();
    }

    @Test
    void whatWasBeingToldIsToldOnce() throws SQLException {
        assertThat(letters(Who.BEING_TOLD)).isOne();
    }

    @Test
    void whatWasToldIsNotToldAgain() throws SQLException {
        assertThat(letters(Who.TOLD)).isOne();
    }

    private static void open(Who who) throws SQLException {
        execute(
                "INSERT INTO accounts.account (id, name, status, created_at, email) VALUES ('%s', 'Killed', 'ACTIVE', now(), '%s')"
                        .formatted(who.account(), who.email()));
        execute("""
                INSERT INTO customer.member (id, account, email, role, password, language, created_at)
                VALUES (gen_random_uuid(), '%s', '%s', 'OWNER', '-', 'en', now())
                """.formatted(who.account(), who.email()));
    }

    /** There is nothing on the account, so it is reached at once. */
    private static void wantsToBeTold(Who who) throws SQLException {
        execute("""
                INSERT INTO customer.alert (id, account, kind, threshold, created_at)
                VALUES (gen_random_uuid(), '%s', 'LOW_BALANCE', 5000000000, now())
                """.formatted(who.account()));
    }

    private static void firstDies() throws Exception {
        wantsToBeTold(Who.TOLD);
        try (GatewayProcess process = setup().start()) {
            Await.until("one is told", PATIENCE, () -> isTold(Who.TOLD));
            execute("""
                    CREATE FUNCTION mail.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                    BEGIN
                        PERFORM pg_advisory_xact_lock(%d);
                        RETURN NEW;
                    END $$
                    """.formatted(HELD));
            execute("CREATE TRIGGER hold AFTER INSERT ON mail.letter FOR EACH ROW WHEN (NEW.recipient = '"
                    + Who.BEING_TOLD.email() + "') EXECUTE FUNCTION mail.hold()");
            wantsToBeTold(Who.BEING_TOLD);
            Await.until("it is in the midst of telling the other", PATIENCE, () -> waiting() == 1);
            process.kill();
            process.awaitEnd();
        }
        // What it had begun is rolled back, as the database does as soon as it notices.
        execute("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """);
        Await.until("nothing of it is left", () -> waiting() == 0);
        execute("DROP TRIGGER hold ON mail.letter");
        assertThat(isTold(Who.BEING_TOLD)).isFalse();
        assertThat(letters(Who.BEING_TOLD)).isZero();
    }

    private static void secondGoesOn() throws Exception {
        // As if something had moved its books: it is looked at again.
        execute("UPDATE customer.alert SET seen = -1");
        try (GatewayProcess process = setup().start()) {
            Await.until(
                    "both were looked at", PATIENCE, () -> number("count(*) FROM customer.alert WHERE seen = -1") == 0);
            assertThat(isTold(Who.BEING_TOLD)).isTrue();
            assertThat(process.process().isAlive()).isTrue();
        }
    }

    private static boolean isTold(Who who) throws SQLException {
        return number("count(*) FROM customer.alert WHERE told_at IS NOT NULL AND account = '" + who.account() + "'")
                == 1;
    }

    private static long letters(Who who) throws SQLException {
        return number("count(*) FROM mail.letter WHERE template = 'BALANCE_LOW' AND recipient = '" + who.email() + "'");
    }

    private static long waiting() throws SQLException {
        return number("count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD);
    }

    private static GatewayProcess.Setup setup() {
        return GatewayProcess.in(FOLDER.path())
                .with("OMINIGATE_DATABASE_URL", DATABASE.jdbcUrl())
                .with("OMINIGATE_DATABASE_USER", DATABASE.user())
                .with("OMINIGATE_DATABASE_PASSWORD", DATABASE.password())
                .with("OMINIGATE_ALERTS_EVERY", "200ms");
    }

    private static long number(String select) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + select)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
