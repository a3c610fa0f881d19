package ai.ominigate.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import ai.ominigate.egress.ThisMachineAlone;
import ai.ominigate.personal.Suppression;
import ai.ominigate.platform.CannotStart;
import ai.ominigate.platform.Notifications;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.WorkGate;
import ai.ominigate.retention.RetainedData;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostmanTest {
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final String FORGOTTEN = "forgotten@example.com";

    /** One person was forgotten. */
    private static final class OneForgotten implements Suppression {
        @Override
        public boolean isSuppressed(Connection connection, String address) {
            return address.equals(FORGOTTEN);
        }

        @Override
        public boolean mayBeWrittenTo(Connection connection, String address, String about) {
            return !isSuppressed(connection, address);
        }
    }

    private final TestDatabase database = TestDatabase.create();
    private final Notifications notifications = new Notifications(database.dataSource());
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final LetterTable table = new LetterTable(database.dataSource(), new OneForgotten());
    private final List<AutoCloseable> toClose = new ArrayList<>();
    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private volatile Instant now = NOON;
    private final Outbox outbox = new Outbox(() -> now);

    @BeforeEach
    void start() {
        mail.start();
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : toClose) {
            each.close();
        }
        notifications.close();
        mail.stop();
        database.close();
    }

    @Test
    void aLetterArrivesSoonInBothForms() throws Exception {
        postman(mail.getSmtp().getPort());

        UUID id = leave(letter("officer@example.com", Locale.ENGLISH));

        assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();
        MimeMessage message = mail.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("Emergency access to personal data: BG-7");
        assertThat(message.getHeader("From")).containsExactly("contact@ominigate.ai");
        assertThat(message.getHeader("To")).containsExactly("officer@example.com");
        assertThat(message.getHeader("Message-ID")).containsExactly("<" + id + "@ominigate.ai>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getSentDate().toInstant()).isEqualTo(NOON);
        Multipart forms = (Multipart) message.getContent();
        assertThat(forms.getCount()).isEqualTo(2);
        assertThat(forms.getBodyPart(0).isMimeType("text/plain")).isTrue();
        assertThat(forms.getBodyPart(0).getContent().toString()).contains("Zoë Żak has opened emergency access");
        assertThat(forms.getBodyPart(1).isMimeType("text/html")).isTrue();
        assertThat(forms.getBodyPart(1).getContent().toString()).contains("Zoë Żak has opened emergency access");
    }

    @Test
    void aLetterIsWrittenInItsReadersLanguage() throws Exception {
        postman(mail.getSmtp().getPort());

        leave(letter("officer@example.com", Locale.forLanguageTag("zh-CN")));

        assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();
        MimeMessage message = mail.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo("紧急查阅个人数据：BG-7");
        assertThat(message.getContentLanguage()).containsExactly("zh-CN");
    }

    @Test
    void whatALetterSaidIsNotKept() throws Exception {
        postman(mail.getSmtp().getPort());
        leave(letter("officer@example.com", Locale.ENGLISH));

        Await.until(
                "it is sent",
                () -> rows("SELECT 1 FROM mail.letter WHERE sent_at IS NOT NULL")
                                .size()
                        == 1);

        assertThat(rows("SELECT row_to_json(letter)::text FROM mail.letter").getFirst())
                .contains("GLASS_BROKEN")
                .doesNotContain("BG-7")
                .doesNotContain("Zoë");
    }

    @Test
    void aLetterToSomebodyWhoWasForgottenDoesNotGoAndIsGone() throws Exception {
        postman(mail.getSmtp().getPort());
        leave(letter(FORGOTTEN, Locale.ENGLISH));
        leave(letter("officer@example.com", Locale.ENGLISH));

        Await.until(
                "nothing waits",
                () -> rows("SELECT 1 FROM mail.letter WHERE sent_at IS NULL").isEmpty());

        assertThat(mail.getReceivedMessages()).hasSize(1);
        assertThat(rows("SELECT recipient FROM mail.letter")).containsExactly("officer@example.com");
    }

    @Test
    void aLetterOfATransactionThatFailsIsNeverSent() throws Exception {
        Postman postman = postman(mail.getSmtp().getPort());
        assertThatThrownBy(() -> Transaction.run(database.dataSource(), transaction -> {
                    outbox.leave(transaction, letter("nobody@example.com", Locale.ENGLISH));
                    throw new SQLException("changed our mind");
                }))
                .hasMessage("changed our mind");
        leave(letter("officer@example.com", Locale.ENGLISH));

        postman.deliver();
        assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();

        assertThat(recipients()).containsExactly("officer@example.com");
    }

    @Test
    void aLetterThatIsHeldGoesWhenItsTimeComesUnlessItWasTakenBack() throws Exception {
        UUID takenBack = leave(letter("taken-back@example.com", Locale.ENGLISH), NOON.plusSeconds(30));
        UUID stays = leave(letter("officer@example.com", Locale.ENGLISH), NOON.plusSeconds(30));
        now = NOON.plusSeconds(29);
        Postman postman = postman(mail.getSmtp().getPort());
        postman.deliver();
        assertThat(mail.getReceivedMessages()).isEmpty();
        assertThat(takeBack(takenBack)).isTrue();

        now = NOON.plusSeconds(30);
        assertThat(takeBack(stays)).as("it may be on its way").isFalse();
        postman.deliver();
        assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();

        assertThat(recipients()).containsExactly("officer@example.com");
    }

    @Test
    void aLetterWaitsWhileTheMailServerIsAwayAndGoesLaterOnce() throws Exception {
        int port = mail.getSmtp().getPort();
        mail.stop();
        Postman postman = postman(port);
        leave(letter("officer@example.com", Locale.ENGLISH));
        Await.until("it was tried", () -> problem() != null);
        assertThat(problem()).isEqualTo("ConnectException");
        Await.until(
                "it is seen to wait",
                () -> metrics.get("ominigate.mail.waiting").gauge().value() == 1);

        now = NOON.plus(Postman.wait(0)).minusSeconds(1);
        postman.deliver();
        assertThat(tries()).isOne();

        GreenMail back = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        back.start();
        toClose.add(back::stop);
        now = NOON.plus(Postman.wait(0));
        postman.deliver();
        assertThat(back.waitForIncomingEmail(10_000, 1)).isTrue();
        Await.until(
                "it is sent",
                () -> rows("SELECT 1 FROM mail.letter WHERE sent_at IS NOT NULL")
                                .size()
                        == 1);
        postman.deliver();
        assertThat(back.getReceivedMessages()).hasSize(1);
    }

    @Test
    void severalNodesSendEachLetterOnce() throws Exception {
        int letters = 40;
        for (int i = 0; i < letters; i++) {
            leave(letter("reader" + i + "@example.com", Locale.ENGLISH));
        }
        for (int node = 0; node < 3; node++) {
            postman(mail.getSmtp().getPort());
        }

        Await.until(
                "all are sent",
                () -> rows("SELECT 1 FROM mail.letter WHERE sent_at IS NULL").isEmpty());

        assertThat(recipients()).hasSize(letters).doesNotHaveDuplicates();
    }

    @Test
    void aLetterWhoseNodeDiedIsTriedAgainAndIsTheSameLetter() throws Exception {
        UUID id = leave(letter("officer@example.com", Locale.ENGLISH));
        assertThat(table.take(now, Postman.LEASE)).isNotNull();
        Postman postman = postman(mail.getSmtp().getPort());
        postman.deliver();
        assertThat(mail.getReceivedMessages()).isEmpty();

        now = NOON.plus(Postman.LEASE);
        postman.deliver();

        assertThat(mail.waitForIncomingEmail(10_000, 1)).isTrue();
        assertThat(mail.getReceivedMessages()[0].getMessageID()).isEqualTo("<" + id + "@ominigate.ai>");
    }

    @Test
    void aMailboxThatDoesNotExistIsNotTriedAgain() throws Exception {
        postman(refusing("550 5.1.1 no such mailbox"));
        leave(letter("nobody@example.com", Locale.ENGLISH));

        Await.until(
                "it is given up",
                () -> rows("SELECT 1 FROM mail.letter WHERE given_up_at IS NOT NULL")
                                .size()
                        == 1);

        assertThat(problem()).isEqualTo("SMTP 550");
    }

    @Test
    void aMailboxThatIsBusyIsTriedForThreeDaysLaterAndLater() throws Exception {
        Postman postman = postman(refusing("451 4.7.1 greylisted, come back later"));
        leave(letter("officer@example.com", Locale.ENGLISH));
        Await.until("it was tried", () -> problem() != null);
        assertThat(problem()).isEqualTo("SMTP 451");
        assertThat(nextTry()).isEqualTo(NOON.plus(Duration.ofMinutes(1)));

        now = NOON.plus(Duration.ofMinutes(1));
        postman.deliver();
        Await.until("it was tried again", () -> tries() == 2);
        assertThat(nextTry()).isEqualTo(now.plus(Duration.ofMinutes(2)));
        assertThat(Postman.wait(1_000)).isEqualTo(Duration.ofHours(4));

        now = NOON.plus(Postman.GIVEN_UP_AFTER);
        postman.deliver();
        Await.until(
                "it is given up",
                () -> rows("SELECT 1 FROM mail.letter WHERE given_up_at IS NOT NULL")
                                .size()
                        == 1);
    }

    @Test
    void whatWentIsForgottenWhenItsWindowIsOverAndWhatWaitsIsNot() throws Exception {
        postman(mail.getSmtp().getPort());
        leave(letter("officer@example.com", Locale.ENGLISH));
        Await.until(
                "it is sent",
                () -> rows("SELECT 1 FROM mail.letter WHERE sent_at IS NOT NULL")
                                .size()
                        == 1);
        execute("""
                INSERT INTO mail.letter (id, template, class, recipient, about, language, "values", created_at, next_try_at)
                VALUES (gen_random_uuid(), 'GLASS_BROKEN', 'ACCOUNT_NOTICE', 'late@example.com', 'staff:1', 'en', '{}',
                    '2026-11-27T12:00:00Z', '2027-06-01T12:00:00Z')
                """);

        RetainedData letters = new KeptLetters().letters();
        Transaction.run(database.dataSource(), transaction -> {
            assertThat(letters.remove(transaction, NOON, 10).rows()).isZero();
            assertThat(letters.remove(transaction, NOON.plusNanos(1_000), 10).rows())
                    .isOne();
            return 0;
        });

        assertThat(rows("SELECT recipient FROM mail.letter")).containsExactly("late@example.com");
    }

    @Test
    void aMailServerThatIsNotRegisteredGetsNothing() {
        MailSettings elsewhere = new MailSettings(
                "mail.elsewhere.example",
                587,
                null,
                null,
                "contact@ominigate.ai",
                MailSettings.Tls.STARTTLS,
                Duration.ofSeconds(10));
        Letter letter = new Letter(
                Template.ERASED,
                "ada@example.com",
                "account:1",
                Locale.ENGLISH,
                Map.of("reference", "r", "kept", "nothing", "contact", "c"));

        MailServer.Answer answer = new MailServer(elsewhere, ThisMachineAlone.egress(metrics))
                .hand(new WaitingLetter(UUID.randomUUID(), letter, now, 0));

        assertThat(answer).isEqualTo(new MailServer.Answer.Later("the mail server's host is not registered"));
        assertThat(metrics.counter("ominigate.egress.refused", "use", "mail").count())
                .isOne();
    }

    @Test
    void lettersInTheClearAreSentToThisMachineAlone() {
        assertThatThrownBy(() -> settings("mail.example.com", 25))
                .isInstanceOf(CannotStart.class)
                .hasMessageContaining("tls");
        assertThatThrownBy(() -> settings("203.0.113.9", 25)).isInstanceOf(CannotStart.class);
        assertThat(settings("localhost", 25)).isNotNull();
    }

    private Postman postman(int port) {
        Postman postman = new Postman(
                table,
                settings("127.0.0.1", port),
                notifications,
                WorkGate.opened(),
                () -> now,
                metrics,
                ThisMachineAlone.egress(metrics));
        toClose.add(postman);
        return postman;
    }

    private static MailSettings settings(String host, int port) {
        return new MailSettings(
                host, port, null, null, "contact@ominigate.ai", MailSettings.Tls.NONE, Duration.ofSeconds(10));
    }

    /** A mail server that answers every recipient so. */
    private int refusing(String reply) throws IOException {
        ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        toClose.add(socket);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) {
                try (Socket caller = socket.accept()) {
                    converse(caller, reply);
                } catch (IOException e) {
                    if (!socket.isClosed()) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        });
        return socket.getLocalPort();
    }

    private static void converse(Socket caller, String reply) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.US_ASCII));
        PrintWriter out = new PrintWriter(caller.getOutputStream(), true, StandardCharsets.US_ASCII);
        out.print("220 test\r\n");
        out.flush();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            out.print((line.startsWith("RCPT") ? reply : line.startsWith("QUIT") ? "221 bye" : "250 fine") + "\r\n");
            out.flush();
        }
    }

    private UUID leave(Letter letter) throws SQLException {
        return Transaction.run(database.dataSource(), transaction -> outbox.leave(transaction, letter));
    }

    private UUID leave(Letter letter, Instant goes) throws SQLException {
        return Transaction.run(database.dataSource(), transaction -> {
            UUID id = outbox.leave(transaction, letter);
            outbox.hold(transaction, id, goes);
            return id;
        });
    }

    private boolean takeBack(UUID letter) throws SQLException {
        return Transaction.run(database.dataSource(), transaction -> outbox.takeBack(transaction, letter));
    }

    private static Letter letter(String recipient, Locale language) {
        return new Letter(
                Template.GLASS_BROKEN,
                recipient,
                "staff:1",
                language,
                Map.of("member", "Zoë Żak", "until", "12:30 UTC", "reference", "BG-7"));
    }

    private List<String> recipients() throws MessagingException {
        List<String> recipients = new ArrayList<>();
        for (MimeMessage message : mail.getReceivedMessages()) {
            recipients.add(message.getHeader("To")[0]);
        }
        return recipients;
    }

    private String problem() throws SQLException {
        return rows("SELECT problem FROM mail.letter").getFirst();
    }

    private int tries() throws SQLException {
        return Integer.parseInt(rows("SELECT tries FROM mail.letter").getFirst());
    }

    private Instant nextTry() throws SQLException {
        return Instant.parse(
                rows("SELECT to_char(next_try_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM mail.letter")
                        .getFirst());
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
