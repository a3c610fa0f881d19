package ai.ominigate.privacy.retention;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.GatewayProcess;
import ai.ominigate.TestFolder;
import ai.ominigate.model.retention.DataClass;
import ai.ominigate.model.retention.PurgeReceipt;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * A real process that is killed ({@code kill -9}) while it purges, after a step and in the midst of the next one. {@code
 * PurgesTest} has a purge of each class die without processes.
 */
class KilledPurgeIT {
    private static final int LETTERS = 2 * Purges.ROWS_A_STEP + 10;
    private static final long HELD = 4712;

    /** A process that starts beside others that do. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void whatAKilledPurgeHasDoneStaysDoneAndTheNextProcessEndsItWithOneReceipt() throws Exception {
        try (TestDatabase database = TestDatabase.create();
                TestFolder folder = TestFolder.create();
                Connection connection = database.superuser()) {
            PurgeReceipt before = receiptOfYesterday(database);
            leaveLetters(connection);
            holdTheSecondStep(connection);
            GatewayProcess.Setup setup = GatewayProcess.in(folder.path())
                    .with("OMINIGATE_DATABASE_URL", database.jdbcUrl())
                    .with("OMINIGATE_DATABASE_USER", database.user())
                    .with("OMINIGATE_DATABASE_PASSWORD", database.password())
                    .with("OMINIGATE_RETENTION_FIRST_PURGE_AFTER", "1s");

            try (GatewayProcess process = setup.start()) {
                Await.until(
                        "it is in the midst of its second step",
                        PATIENCE,
                        () -> count(
                                        connection,
                                        "pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD)
                                > 0);
                process.kill();
                process.awaitEnd();
            }
            execute(connection, """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """);
            Await.until(
                    "nothing of it is left",
                    () -> count(connection, "pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD)
                            == 0);
            assertThat(count(connection, "mail.letter")).isEqualTo(LETTERS - Purges.ROWS_A_STEP);
            UUID killed = unfinished(connection, Purges.ROWS_A_STEP);

            execute(connection, "SELECT pg_advisory_unlock(" + HELD + ")");
            try (GatewayProcess process = setup.start()) {
                Await.until(
                        "the next one ends it",
                        () -> count(
                                        connection,
                                        "retention.purge WHERE finished_at IS NOT NULL AND id = '%s'".formatted(killed))
                                > 0);
                assertThat(process.process().isAlive()).isTrue();
            }

            assertThat(count(connection, "mail.letter")).isZero();
            assertThat(count(connection, "retention.purge WHERE data_class = 'MAIL_OUTBOX'"))
                    .as("yesterday's and this one")
                    .isEqualTo(2);
            PurgeReceipt receipt = Objects.requireNonNull(PurgeTable.last(connection, DataClass.MAIL_OUTBOX));
            assertThat(receipt.id()).isEqualTo(killed.toString());
            assertThat(receipt.deleted()).isEqualTo(LETTERS);
            assertThat(receipt.digest())
                    .as("the chain is whole")
                    .isEqualTo(PurgeTable.digest(Objects.requireNonNull(before.digest()), receipt));
            assertThat(count(
                            connection,
                            "audit.entry WHERE subject = 'retention:mail_outbox' AND action = 'retention.purge'"))
                    .isOne();
        }
    }

    private static PurgeReceipt receiptOfYesterday(TestDatabase database) throws SQLException {
        Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.MICROS);
        return Transaction.run(database.dataSource(), transaction -> {
            PurgeTable.begin(transaction, DataClass.MAIL_OUTBOX, yesterday.minus(30, ChronoUnit.DAYS), yesterday);
            PurgeReceipt open = Objects.requireNonNull(PurgeTable.lockUnfinished(transaction, DataClass.MAIL_OUTBOX));
            return PurgeTable.finish(transaction, open, null, yesterday);
        });
    }

    private static void leaveLetters(Connection connection) throws SQLException {
        execute(connection, """
                INSERT INTO mail.letter
                    (id, template, class, recipient, about, language, "values", created_at, next_try_at, sent_at)
                SELECT gen_random_uuid(), 'T', 'ACCOUNT_NOTICE', 'a@b.example', 'account:1', 'en', '{}', t, t, t
                FROM (SELECT now() - INTERVAL '60 days' AS t) AS old, generate_series(1, %d)
                """.formatted(LETTERS));
    }

    /** Whoever counts what a second step removed waits for this test. */
    private static void holdTheSecondStep(Connection connection) throws SQLException {
        execute(connection, "SELECT pg_advisory_lock(" + HELD + ")");
        execute(connection, """
                CREATE FUNCTION retention.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.data_class = 'MAIL_OUTBOX' AND NEW.deleted > %d THEN
                        PERFORM pg_advisory_xact_lock(%d);
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER hold BEFORE UPDATE ON retention.purge FOR EACH ROW EXECUTE FUNCTION retention.hold();
                """.formatted(Purges.ROWS_A_STEP, HELD));
    }

    private static UUID unfinished(Connection connection, long deleted) throws SQLException {
        String sql =
                "SELECT id FROM retention.purge WHERE data_class = 'MAIL_OUTBOX' AND finished_at IS NULL AND deleted = "
                        + deleted;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).as("a purge that is not done").isTrue();
            return row.getObject(1, UUID.class);
        }
    }

    private static long count(Connection connection, String from) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM " + from)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
