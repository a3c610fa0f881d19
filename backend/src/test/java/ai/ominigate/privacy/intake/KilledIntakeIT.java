package ai.ominigate.privacy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.GatewayProcess;
import ai.ominigate.TestFolder;
import ai.ominigate.platform.TestDatabase;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/**
 * A real process that reads the contact mailbox and is killed ({@code kill -9}) twice in the midst of taking in a mail. {@code
 * MailboxTest} has the database and the mail server go away without processes.
 */
class KilledIntakeIT {
    private static final int MAILS = 120;
    private static final long HELD = 4713;
    private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);
    private static final String CONTACT = "contact@ominigate.example";

    @Test
    void ofManyMailsNoneIsLostAndNoneMakesTwoRequestsOrIsAcknowledgedTwice() throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
        server.start();
        try (TestDatabase database = TestDatabase.create();
                TestFolder folder = TestFolder.create();
                Connection connection = database.superuser()) {
            deliver(server.setUser(CONTACT, CONTACT, "secret"));
            hold(connection);
            GatewayProcess.Setup setup = GatewayProcess.in(folder.path())
                    .with("OMINIGATE_DATABASE_URL", database.jdbcUrl())
                    .with("OMINIGATE_DATABASE_USER", database.user())
                    .with("OMINIGATE_DATABASE_PASSWORD", database.password())
                    .with("OMINIGATE_MAILBOX_HOST", "127.0.0.1")
                    .with(
                            "OMINIGATE_MAILBOX_PORT",
                            Integer.toString(server.getImap().getPort()))
                    .with("OMINIGATE_MAILBOX_USER", CONTACT)
                    .with("OMINIGATE_MAILBOX_PASSWORD", "secret")
                    .with("OMINIGATE_MAILBOX_TLS", "none");

            killWhileItTakesIn(setup, connection, MAILS / 3);
            killWhileItTakesIn(setup, connection, 2 * MAILS / 3);
            execute(connection, "SELECT pg_advisory_unlock(" + HELD + ")");
            try (GatewayProcess process = setup.start()) {
                Await.until("all are read", STARTS_WITHIN, () -> count(connection, "privacy.message") == MAILS);
                assertThat(process.process().isAlive()).isTrue();
            }

            assertThat(count(connection, "privacy.request WHERE type = 'DELETION'"))
                    .isEqualTo(MAILS);
            assertThat(count(connection, "(SELECT DISTINCT sender FROM privacy.message) AS senders"))
                    .isEqualTo(MAILS);
            assertThat(count(connection, "mail.letter WHERE template = 'REQUEST_RECEIVED'"))
                    .isEqualTo(MAILS);
            assertThat(count(connection, "(SELECT DISTINCT about FROM mail.letter) AS told"))
                    .isEqualTo(MAILS);
        } finally {
            server.stop();
        }
    }

    private static void killWhileItTakesIn(GatewayProcess.Setup setup, Connection connection, int mails)
            throws Exception {
        execute(connection, "UPDATE privacy.held_after SET mails = " + mails);
        try (GatewayProcess process = setup.start()) {
            Await.until("it is in the midst of one more", STARTS_WITHIN, () -> count(connection, waiting()) > 0);
            process.kill();
            process.awaitEnd();
        }
        execute(connection, """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()
                """);
        Await.until("nothing of it is left", () -> count(connection, waiting()) == 0);
        assertThat(count(connection, "privacy.message")).isEqualTo(mails);
    }

    private static String waiting() {
        return "pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = " + HELD;
    }

    /** Whoever leaves one more letter than so many waits for this test; the mail and its request are not committed then. */
    private static void hold(Connection connection) throws SQLException {
        execute(connection, "SELECT pg_advisory_lock(" + HELD + ")");
        execute(connection, """
                CREATE TABLE privacy.held_after (mails INTEGER);
                GRANT SELECT ON privacy.held_after TO PUBLIC;
                INSERT INTO privacy.held_after VALUES (0);
                CREATE FUNCTION privacy.hold() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    IF (SELECT count(*) FROM mail.letter) >= (SELECT mails FROM privacy.held_after) THEN
                        PERFORM pg_advisory_xact_lock(%d);
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER hold BEFORE INSERT ON mail.letter FOR EACH ROW EXECUTE FUNCTION privacy.hold();
                """.formatted(HELD));
    }

    private static void deliver(GreenMailUser inbox) throws Exception {
        for (int i = 0; i < MAILS; i++) {
            String mail = """
                    Message-ID: <%1$d@example.com>
                    From: customer%1$d@example.com
                    To: %2$s
                    Subject: My account
                    Content-Type: text/plain; charset=utf-8

                    Please delete my account and all my data.
                    """.formatted(i, CONTACT);
            inbox.deliver(new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))));
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
