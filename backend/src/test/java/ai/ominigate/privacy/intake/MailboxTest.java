package ai.ominigate.privacy.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.ominigate.Await;
import ai.ominigate.accounts.Customers;
import ai.ominigate.egress.Egress;
import ai.ominigate.egress.ThisMachineAlone;
import ai.ominigate.mail.Outbox;
import ai.ominigate.model.system.EgressHost;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.model.system.RefusedHost;
import ai.ominigate.platform.TestDatabase;
import ai.ominigate.platform.WorkGate;
import ai.ominigate.privacy.clock.ClockSettings;
import ai.ominigate.privacy.clock.StatutoryClock;
import ai.ominigate.privacy.request.Requests;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.live.LiveNews;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailboxTest {
    private static final String CONTACT = "contact@ominigate.ai";
    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final TestDatabase database = TestDatabase.create();
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    private final List<Mailbox> readers = new ArrayList<>();
    private GreenMailUser inbox;
    private Duration keep = Duration.ofHours(24);
    private CutWire wire;
    private @Nullable Connection looking;

    @BeforeEach
    void start() throws IOException {
        server.start();
        wire = new CutWire(server.getImap().getPort());
        inbox = server.setUser(CONTACT, CONTACT, "secret");
    }

    @AfterEach
    void stop() throws IOException {
        readers.forEach(Mailbox::close);
        wire.close();
        server.stop();
        database.close();
    }

    @Test
    void aMailBecomesARequestAndItsSenderIsTold() throws Exception {
        read();

        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));

        awaitRequests("DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT recipient || ' ' || (\"values\"->>'reference') FROM mail.letter"))
                .containsExactly("ann@example.com PR-000001");
        assertThat(rows("SELECT \"values\"->>'expected' FROM mail.letter").getFirst())
                .contains("202");
    }

    @Test
    void whoeverWritesChineseIsToldInChinese() throws Exception {
        read();

        arrive(mail("li@example.com", "账户", "请删除我的账户和全部个人信息。"));

        awaitRequests("DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT language FROM mail.letter")).containsExactly("zh-CN");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            en, Please delete my account and all my data.
            de, Bitte löschen Sie mein Konto und alle meine Daten.
            fr, Veuillez supprimer mon compte et toutes mes données personnelles.
            es, Por favor eliminen mi cuenta y todos mis datos personales.
            zh, 请删除我的账户和全部个人信息。
            ja, 私のアカウントと個人データをすべて削除してください。
            """)
    void whatIsAskedIsUnderstoodInSixLanguages(String language, String text) throws Exception {
        read();

        arrive(mail(language + "@example.com", "-", text));

        awaitRequests("DELETION ACKNOWLEDGED");
    }

    @Test
    void aMailThatIsAPageAloneIsReadAsItsWords() throws Exception {
        read();

        arrive(mail(
                        "ann@example.com",
                        "My data",
                        "<html><style>p {}</style><p>Please <b>delete</b> my account</p>"
                                + "<p>and all my data.</p><img src='https://tracker.example/x.png'></html>")
                .replace("text/plain", "text/html"));

        awaitRequests("DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT text FROM privacy.message").getFirst())
                .contains("Please delete my account")
                .doesNotContain("tracker", "<");
    }

    @Test
    void aRequestThatSomebodyForwardsIsOneOfWhoeverForwardsIt() throws Exception {
        read();

        arrive("""
                Message-ID: <%d@example.com>
                From: agent@rights.example
                To: contact@ominigate.ai
                Subject: Fwd: My data
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=cut

                --cut
                Content-Type: text/plain; charset=utf-8

                See below.
                --cut
                Content-Type: message/rfc822

                Message-ID: <inner@example.com>
                From: ann@example.com
                To: agent@rights.example
                Subject: My data
                Content-Type: text/plain; charset=utf-8

                Please delete my account and all my data.
                --cut--
                """.formatted(COUNT.incrementAndGet()));

        awaitMessages(1);
        assertThat(requests()).hasSize(1);
        assertThat(rows("SELECT sender FROM privacy.thread")).containsExactly("agent@rights.example");
        assertThat(rows("SELECT text FROM privacy.message").getFirst()).contains("Please delete my account");
    }

    @Test
    void severalRightsInOneMailAreRequestsWithClocksOfTheirOwnAndOneLetter() throws Exception {
        read();

        arrive(mail(
                "ann@example.com",
                "Requests",
                "Send me a copy of all the personal data you hold about me. I also want to make a complaint: nobody ever"
                        + " answered my calls."));

        awaitRequests("ACCESS ACKNOWLEDGED", "COMPLAINT ACKNOWLEDGED");
        assertThat(rows("SELECT count(DISTINCT thread)::text FROM privacy.request"))
                .containsExactly("1");
        assertThat(rows("SELECT id::text FROM mail.letter")).hasSize(1);
    }

    @Test
    void whatIsNotUnderstoodIsLeftToAPersonAndAcknowledged() throws Exception {
        read();

        arrive(mail("ivan@example.com", "Здравствуйте", "Удалите мои данные"));

        awaitRequests("? ACKNOWLEDGED");
    }

    @Test
    void anAnswerToOurLetterStaysInItsThread() throws Exception {
        read();
        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));
        awaitRequests("DELETION ACKNOWLEDGED");
        String letter = rows("SELECT id::text FROM mail.letter").getFirst();

        arrive("In-Reply-To: <" + letter + "@ominigate.ai>\n"
                + mail(
                        "Ann@Example.com",
                        "Re: We have your message",
                        "Thank you. My account is the one of this address."));
        awaitMessages(2);
        arrive("References: <" + letter + "@ominigate.ai>\n"
                + mail(
                        "ann@example.com",
                        "Re: We have your message",
                        "Before that, send me a copy of my data, please."));

        awaitRequests("ACCESS RECEIVED", "DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT DISTINCT of_another::text FROM privacy.message"))
                .containsExactly("false");
        assertThat(rows("SELECT id::text FROM privacy.thread")).hasSize(1);
        assertThat(rows("SELECT id::text FROM mail.letter")).hasSize(1);
    }

    @Test
    void aThirdPersonWhoAsksInTheThreadOfAnotherAsksForThemselvesAlone() throws Exception {
        read();
        String first = mail("ann@example.com", "My data", "Send me a copy of all the personal data you hold about me.");
        arrive(first);
        awaitRequests("ACCESS ACKNOWLEDGED");

        arrive("References: " + messageId(first) + "\n"
                + mail("mallory@example.net", "Re: My data", "Please delete my account and all my data."));

        awaitRequests("ACCESS ACKNOWLEDGED", "DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT sender FROM privacy.message WHERE of_another")).containsExactly("mallory@example.net");
        assertThat(rows(
                        "SELECT r.type || ' ' || t.sender FROM privacy.request r JOIN privacy.thread t ON t.id = r.thread"
                                + " ORDER BY 1"))
                .containsExactly("ACCESS ann@example.com", "DELETION mallory@example.net");
        assertThat(rows("SELECT count(*)::text FROM privacy.request_link WHERE kind = 'FOLLOWS'"))
                .as("linked both ways")
                .containsExactly("2");
        assertThat(rows("SELECT recipient FROM mail.letter ORDER BY created_at"))
                .containsExactly("ann@example.com", "mallory@example.net");
    }

    @Test
    void aThirdPersonWhoOnlySaysSomethingAsksForNothing() throws Exception {
        read();
        String first = mail("ann@example.com", "My data", "Send me a copy of all the personal data you hold about me.");
        arrive(first);
        awaitRequests("ACCESS ACKNOWLEDGED");

        arrive("References: " + messageId(first) + "\n"
                + mail("bob@example.net", "Re: My data", "Thank you for keeping me in the loop, Ann."));

        awaitMessages(2);
        assertThat(requests()).containsExactly("ACCESS ACKNOWLEDGED");
        assertThat(rows("SELECT id::text FROM mail.letter")).hasSize(1);
    }

    @Test
    void aLetterThatComesBackIsToldInItsRequestAndOneThatIsLateIsNot() throws Exception {
        read();
        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));
        awaitRequests("DELETION ACKNOWLEDGED");
        String letter = rows("SELECT id::text FROM mail.letter").getFirst();

        arrive(report("delayed", letter));
        awaitMessages(2);
        assertThat(rows("SELECT refers_to FROM privacy.request_event WHERE kind = 'LETTER_RETURNED'"))
                .isEmpty();
        arrive(report("failed", letter));
        awaitMessages(3);

        assertThat(rows("SELECT refers_to FROM privacy.request_event WHERE kind = 'LETTER_RETURNED'"))
                .containsExactly("letter:" + letter);
        assertThat(requests()).as("nothing else changes").containsExactly("DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT DISTINCT thread::text FROM privacy.message")).hasSize(2);
    }

    /** As RFC 3464 shows one, without a header that names the letter. */
    private static String report(String action, String letter) {
        return """
                Message-ID: <%d@mx.example.com>
                From: MAILER-DAEMON@mx.example.com
                To: contact@ominigate.ai
                Subject: Delivery status
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=delivery-status; boundary=cut

                --cut

                About your mail.
                --cut
                Content-Type: message/delivery-status

                Reporting-MTA: dns; mx.example.com

                Final-Recipient: rfc822; ann@example.com
                Action: %s
                Status: 5.1.1

                --cut
                Content-Type: text/rfc822-headers

                From: contact@ominigate.ai
                Message-ID: <%s@ominigate.ai>
                Subject: We have your message

                --cut--
                """.formatted(COUNT.incrementAndGet(), action, letter);
    }

    @Test
    void aMailThatIsStoredLeavesTheMailboxAndOneThatIsNotWhollyStoredIsFlaggedAndStays() throws Exception {
        keep = Duration.ZERO;
        read();

        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));
        arrive(mail("bob@example.com", "Long", "Please delete my account. " + "x".repeat(MailReading.MOST_TEXT)));

        awaitMessages(2);
        Await.value(
                "what is left in the mailbox",
                () -> left().stream().map(MailboxTest::subjectOf).toList(),
                List.of("Long")::equals);
        assertThat(left().getFirst().getFlags().contains(Flags.Flag.FLAGGED)).isTrue();
    }

    @Test
    void aMailStaysInTheMailboxForAsLongAsTheSettingSays() throws Exception {
        read();

        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));
        awaitRequests("DELETION ACKNOWLEDGED");

        Await.until(
                "it is seen",
                () -> left().stream().allMatch(mail -> mail.getFlags().contains(Flags.Flag.SEEN)));
        assertThat(left()).hasSize(1);
    }

    private List<StoredMessage> left() throws FolderException {
        return server.getManagers().getImapHostManager().getInbox(inbox).getMessages();
    }

    private static String subjectOf(StoredMessage mail) {
        try {
            return mail.getMimeMessage().getSubject();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void programsAndMailServersAreNeverAnswered() throws Exception {
        read();

        arrive("Auto-Submitted: auto-replied\n" + mail("ann@example.com", "Out of office", "I am on holiday."));
        arrive("Return-Path: <>\n" + mail("MAILER-DAEMON@example.com", "Undelivered", "No such mailbox."));
        arrive("Precedence: bulk\n" + mail("news@example.com", "News", "Delete my account."));

        awaitMessages(3);
        assertThat(requests()).isEmpty();
        assertThat(rows("SELECT id::text FROM mail.letter")).isEmpty();
    }

    @Test
    void whatAListPassedOnIsLeftToAPersonAndNotAnswered() throws Exception {
        read();

        arrive("List-Id: <contact.ominigate.ai>\nPrecedence: list\n"
                + mail("ann@example.com", "My data", "Please delete my account and all my data."));
        arrive("Feedback-ID: 1:agent\n" + mail("agent@rights.example", "Request", "Delete the account of Ann."));

        awaitRequests("? RECEIVED", "? RECEIVED");
        assertThat(rows("SELECT id::text FROM mail.letter")).isEmpty();
    }

    @Test
    void whoeverWritesAfterAllIsOverAsksAnewAndIsToldTheNewReference() throws Exception {
        read();
        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));
        awaitRequests("DELETION ACKNOWLEDGED");
        String letter = rows("SELECT id::text FROM mail.letter").getFirst();
        end("DELETION", "WITHDRAWN");

        arrive("In-Reply-To: <" + letter + "@ominigate.ai>\n"
                + mail("ann@example.com", "Re: We have your message", "Why is it not done yet?"));
        awaitRequests("DELETION WITHDRAWN", "QUESTION ACKNOWLEDGED");
        assertThat(rows("SELECT \"values\"->>'reference' FROM mail.letter ORDER BY created_at"))
                .containsExactly("PR-000001", "PR-000002");
        assertThat(rows("SELECT kind FROM privacy.request_link")).containsOnly("SAME_MAIL");

        arrive("In-Reply-To: <" + letter + "@ominigate.ai>\n"
                + mail("ann@example.com", "Re: We have your message", "Please delete my account and all my data."));
        awaitRequests("DELETION RECEIVED", "DELETION WITHDRAWN", "QUESTION ACKNOWLEDGED");
    }

    @Test
    void aSpoofedSenderIsReadAndHearsNothing() throws Exception {
        read();

        arrive("Authentication-Results: mx.ominigate.ai; dmarc=fail header.from=example.com\n"
                + mail("ann@example.com", "My data", "Please delete my account and all my data."));

        awaitRequests("DELETION RECEIVED");
        assertThat(rows("SELECT id::text FROM mail.letter")).isEmpty();
    }

    @Test
    void twoProgramsThatPassForPeopleDoNotTalkForEver() throws Exception {
        read();

        for (int i = 0; i < 2 * Arrivals.MOST_LETTERS; i++) {
            arrive(mail("bot@example.com", "Question " + i, "How long do you keep my invoices?"));
        }

        awaitMessages(2 * Arrivals.MOST_LETTERS);
        assertThat(rows("SELECT id::text FROM mail.letter")).hasSize(Arrivals.MOST_LETTERS);
        assertThat(requests()).hasSize(2 * Arrivals.MOST_LETTERS);
    }

    @Test
    void fiveHundredAtOnceAreAllReadOnceByTwoNodes() throws Exception {
        int mails = 500;
        for (int i = 0; i < mails; i++) {
            arrive(mail("customer" + i + "@example.com", "Account", "Please delete my account and all my data."));
        }

        read();
        read();

        Await.until("all are read", Duration.ofMinutes(1), () -> requests().size() == mails);
        assertThat(rows("SELECT known_as FROM privacy.message")).hasSize(mails);
        assertThat(rows("SELECT DISTINCT recipient FROM mail.letter")).hasSize(mails);
    }

    @Test
    void nothingIsLostOrDoubledWhenTheDatabaseAndThenTheMailServerGoInTheMiddle() throws Exception {
        int mails = 60;
        read();
        for (int i = 0; i < mails; i++) {
            arrive(mail("customer" + i + "@example.com", "Account", "Please delete my account and all my data."));
            if (i == mails / 3) {
                loseDatabase();
            }
            if (i == mails / 2) {
                database.allowConnections(true);
                wire.cut();
            }
        }
        wire.mend();

        Await.until("all are read", Duration.ofMinutes(1), () -> requests().size() == mails);
        assertThat(rows("SELECT known_as FROM privacy.message")).hasSize(mails);
        assertThat(rows("SELECT DISTINCT recipient FROM mail.letter")).hasSize(mails);
    }

    @Test
    void aMailThatCannotBeStoredIsLeftToAPersonAndStopsNoneBehindIt() throws Exception {
        String trigger = """
                CREATE FUNCTION refuse_poison() RETURNS TRIGGER LANGUAGE plpgsql AS $$
                BEGIN
                    IF NEW.subject = 'poison' THEN
                        RAISE EXCEPTION 'not this one' USING ERRCODE = '22021';
                    END IF;
                    RETURN NEW;
                END $$;
                CREATE TRIGGER refuse BEFORE INSERT ON privacy.message
                    FOR EACH ROW EXECUTE FUNCTION refuse_poison();
                """;
        try (Statement statement = looking().createStatement()) {
            statement.execute(trigger);
        }
        read();

        arrive(mail("mallory@example.com", "poison", "Please delete my account and all my data."));
        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));

        awaitRequests("? RECEIVED", "DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT cut::text FROM privacy.message WHERE sender IS NULL"))
                .containsExactly("{UNREADABLE}");
    }

    @Test
    void ofAMailOfFiftyMegabytesTheHeadIsReadAndThatIsToldAndThoseBehindItComeThrough() throws Exception {
        String head = mail("mallory@example.com", "My data", "");
        inbox.deliver(new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream((head + "x".repeat(76).concat("\n").repeat(680_000))
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.US_ASCII))));
        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));
        read();

        awaitRequests("? ACKNOWLEDGED", "DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT sender || ' ' || cut::text || ' ' || text FROM privacy.message WHERE sender LIKE 'm%'"))
                .containsExactly("mallory@example.com {TOO_LARGE} ");
    }

    @Test
    void controlCharactersInAnAddressOrAnIdStopNothing() throws Exception {
        read();

        arrive(
                "Message-ID: <a\u0000b@example.com>\nFrom: a\u0000b@example.com\nTo: contact@ominigate.ai\nSubject: x\u0000y"
                        + "\n\nPlease delete my account and all my data.\u0000\n");
        arrive(mail("ann@example.com", "My data", "Please delete my account and all my data."));

        awaitRequests("DELETION ACKNOWLEDGED", "DELETION RECEIVED");
        assertThat(rows("SELECT coalesce(sender, '-') FROM privacy.message ORDER BY 1"))
                .containsExactlyInAnyOrder("-", "ann@example.com");
    }

    @Test
    void theSameMailTwiceIsOne() throws Exception {
        read();
        String mail = mail("ann@example.com", "My data", "Please delete my account and all my data.");

        arrive(mail);
        arrive(mail);
        arrive(mail("bob@example.com", "My data", "Please delete my account and all my data."));

        awaitRequests("DELETION ACKNOWLEDGED", "DELETION ACKNOWLEDGED");
        assertThat(rows("SELECT id::text FROM privacy.message")).hasSize(2);
    }

    /** Somebody who may write our settings must not have the mail, and the password, go elsewhere. */
    @Test
    void aMailboxOfAHostThatIsNotRegisteredIsNotConnectedToAndThatIsShown() {
        Egress egress = ThisMachineAlone.egress(new SimpleMeterRegistry());

        read("imap.elsewhere.example", 993, "implicit", egress);

        Await.until("it is refused", () -> !egress.report().refused().isEmpty());
        assertThat(egress.report().refused())
                .extracting(RefusedHost::host, RefusedHost::use)
                .containsExactly(tuple("imap.elsewhere.example", EgressUse.MAILBOX));
        assertThat(egress.report().hosts()).extracting(EgressHost::host).doesNotContain("imap.elsewhere.example");
    }

    private void read() {
        read("127.0.0.1", wire.port(), "none", ThisMachineAlone.egress(new SimpleMeterRegistry()));
    }

    private void read(String host, int port, String tls, Egress egress) {
        readers.add(new Mailbox(
                new MailboxSettings(
                        host, port, CONTACT, "secret", tls, "INBOX", "mx.ominigate.ai", Duration.ofSeconds(10), keep),
                new Arrivals(
                        database.dataSource(),
                        new IntakeTables(),
                        new Requests(
                                new StatutoryClock(new ClockSettings(Set.of())),
                                new AuditLog(database.dataSource(), () -> NOON),
                                new LiveNews(() -> NOON),
                                new Outbox(() -> NOON),
                                new Customers(database.dataSource()),
                                () -> NOON),
                        new Outbox(() -> NOON),
                        () -> NOON),
                WorkGate.opened(),
                egress,
                InstantSource.system(),
                new SimpleMeterRegistry()));
    }

    private void end(String type, String state) throws SQLException {
        try (Statement statement = looking().createStatement()) {
            statement.execute("UPDATE privacy.request SET state = '" + state + "', ended_at = now() WHERE type = '"
                    + type + "' AND open");
        }
    }

    private void loseDatabase() throws SQLException {
        try (Connection connection = database.superuser();
                Statement statement = connection.createStatement()) {
            database.allowConnections(false);
            statement.execute("""
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()
                    """);
        }
    }

    private void arrive(String mail) throws MessagingException, FolderException {
        inbox.deliver(new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))));
    }

    private static String mail(String from, String subject, String text) {
        return """
                Message-ID: <%d@example.com>
                From: %s
                To: contact@ominigate.ai
                Subject: %s
                Content-Type: text/plain; charset=utf-8

                %s
                """.formatted(COUNT.incrementAndGet(), from, subject, text);
    }

    private static String messageId(String mail) {
        return mail.substring(mail.indexOf('<'), mail.indexOf('>') + 1);
    }

    private void awaitRequests(String... expected) {
        Await.value("the requests", this::requests, List.of(expected)::equals);
    }

    private void awaitMessages(int count) {
        Await.until(
                count + " mails",
                () -> rows("SELECT id::text FROM privacy.message").size() == count);
    }

    private List<String> requests() throws SQLException {
        return rows("SELECT coalesce(type, '?') || ' ' || state FROM privacy.request ORDER BY 1");
    }

    private List<String> rows(String sql) throws SQLException {
        try (Statement statement = looking().createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    /** A connection of the test's own, as it ends those of the pool. */
    private Connection looking() throws SQLException {
        Connection open = looking;
        if (open == null || !open.isValid(1)) {
            open = database.superuser();
            looking = open;
        }
        return open;
    }
}
