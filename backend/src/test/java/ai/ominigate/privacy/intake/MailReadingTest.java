package ai.ominigate.privacy.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.privacy.intake.IncomingMail.Attachment;
import ai.ominigate.privacy.intake.IncomingMail.Cut;
import ai.ominigate.privacy.intake.IncomingMail.SenderCheck;
import ai.ominigate.privacy.intake.IncomingMail.Writer;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailReadingTest {
    private static final String HEAD = """
            Message-ID: <one@example.com>
            From: Ann Able <ann@example.com>
            To: Contact <contact@ominigate.ai>
            Cc: Third@Example.org
            Subject: My data
            """;

    @Test
    void aPlainMailIsReadAsItIs() {
        IncomingMail mail = read(HEAD + """
                Content-Type: text/plain; charset=utf-8

                Please send me my data.
                Ann
                """);

        assertThat(mail.messageId()).isEqualTo("<one@example.com>");
        assertThat(mail.sender()).isEqualTo("ann@example.com");
        assertThat(mail.recipients()).containsExactly("contact@ominigate.ai", "third@example.org");
        assertThat(mail.subject()).isEqualTo("My data");
        assertThat(mail.text()).isEqualTo("Please send me my data.\nAnn");
        assertThat(mail.writer()).isEqualTo(Writer.PERSON);
        assertThat(mail.senderCheck()).isEqualTo(SenderCheck.NONE);
        assertThat(mail.cut()).isEmpty();
    }

    @Test
    void theTextIsTakenWhereThereIsATextAndAPage() {
        IncomingMail mail = read(HEAD + """
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                As text
                --b
                Content-Type: text/html

                <p>As a page</p>
                --b--
                """);

        assertThat(mail.text()).isEqualTo("As text");
    }

    @Test
    void ofAPageOnlyItsWordsAreRead() {
        IncomingMail mail = read(HEAD + """
                Content-Type: text/html; charset=utf-8

                <html><head><title>t</title><style>p{color:red}</style></head><body>
                <script>alert(1)</script><img src="https://tracker.example.com/x.png" alt="x">
                <p>Please <b>delete</b> me &amp; my &lt;account&gt;.</p><p>Thanks<br>Ann</p>
                <div style="display:none">hidden words</div><a href="javascript:alert(1)">click</a></body></html>
                """);

        assertThat(mail.text()).isEqualTo("Please delete me & my <account>.\n\nThanks\nAnn\nclick");
    }

    @Test
    void aForwardedMailIsReadBehindWhatItsSenderWrote() {
        IncomingMail mail = read(HEAD + """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                See below.
                --b
                Content-Type: message/rfc822

                From: other@example.net
                Subject: inner
                Content-Type: text/plain

                Delete my account
                --b--
                """);

        assertThat(mail.sender()).isEqualTo("ann@example.com");
        assertThat(mail.text())
                .startsWith("See below.")
                .contains("Forwarded message")
                .endsWith("Delete my account");
        assertThat(mail.attachments()).isEmpty();
    }

    @Test
    void attachmentsAreSetApartUnderHarmlessNames() {
        byte[] zip = {'P', 'K', 3, 4, 0};
        IncomingMail mail = read(HEAD + """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                See attachment.
                --b
                Content-Type: application/zip
                Content-Disposition: attachment; filename="../../etc/cron.d/evil.zip"
                Content-Transfer-Encoding: base64

                %s
                --b
                Content-Type: text/html
                Content-Disposition: attachment; filename="page.html"

                <script>alert(1)</script>
                --b--
                """.formatted(Base64.getEncoder().encodeToString(zip)));

        assertThat(mail.text()).isEqualTo("See attachment.");
        assertThat(mail.attachments()).extracting(Attachment::name).containsExactly("evil.zip", "page.html");
        assertThat(mail.attachments().getFirst().content()).isEqualTo(zip);
        assertThat(mail.attachments().getFirst().type()).isEqualTo("application/zip");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-replied",
                "Auto-Submitted: auto-generated; owner-email=\"x@example.com\"",
                "Precedence: bulk",
                "Precedence: auto_reply",
                "X-Autoreply: yes"
            })
    void whatAProgramWroteIsSeenToBeSo(String header) {
        assertThat(read(HEAD + header + "\n\nI am on holiday.").writer()).isEqualTo(Writer.PROGRAM);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Id: <contact.example.com>",
                "Precedence: list",
                "Feedback-ID: 1:agent",
                "X-Auto-Response-Suppress: All"
            })
    void whatAListPassedOnMayBeAPersons(String header) {
        assertThat(read(HEAD + header + "\n\nDelete my account.").writer()).isEqualTo(Writer.LIST);
    }

    @Test
    void whatSaysThatItIsNotAutomaticIsFromAPerson() {
        assertThat(read(HEAD + "Auto-Submitted: no\n\nHello").writer()).isEqualTo(Writer.PERSON);
    }

    @Test
    void aBounceIsSeenToBeOne() {
        assertThat(read(HEAD + "Return-Path: <>\n\nUndelivered").writer()).isEqualTo(Writer.MAIL_SERVER);
        assertThat(read("From: MAILER-DAEMON@example.com\nSubject: x\n\nUndelivered")
                        .writer())
                .isEqualTo(Writer.MAIL_SERVER);
        assertThat(read(HEAD + """
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: text/plain

                It could not be delivered.
                --b
                Content-Type: message/delivery-status

                Status: 5.1.1
                --b--
                """).writer()).isEqualTo(Writer.MAIL_SERVER);
    }

    @Test
    void onlyOurOwnMailServerIsBelievedAboutSenders() {
        String spoofed = "Authentication-Results: mx.evil.example; dmarc=pass header.from=example.com\n";
        String ours =
                "Authentication-Results: mx.ominigate.ai; spf=pass; dmarc=fail (p=none) header.from=example.com\n";

        assertThat(read(spoofed + HEAD + "\nHi").senderCheck()).isEqualTo(SenderCheck.NONE);
        assertThat(read(ours + HEAD + spoofed + "\nHi").senderCheck()).isEqualTo(SenderCheck.FAILED);
        assertThat(read(ours.replace("fail", "pass") + HEAD + "\nHi").senderCheck())
                .isEqualTo(SenderCheck.PASSED);
        assertThat(read(ours + ours.replace("fail", "pass") + HEAD + "\nHi").senderCheck())
                .isEqualTo(SenderCheck.FAILED);
    }

    @Test
    void theThreadIsKept() {
        IncomingMail mail = read(HEAD + """
                References: <first@ominigate.ai>
                 <second@example.com> nonsense <third@ominigate.ai>
                In-Reply-To: <third@ominigate.ai>

                Any news?
                """);

        assertThat(mail.thread())
                .containsExactly("<first@ominigate.ai>", "<second@example.com>", "<third@ominigate.ai>");
    }

    @Test
    void aMailOfNobodyOrOfSeveralHasNoSender() {
        assertThat(read("Subject: x\n\nHi").sender()).isNull();
        assertThat(read("From: a@example.com, b@example.com\n\nHi").sender()).isNull();
        assertThat(read("From: not an address <<>>\n\nHi").sender()).isNull();
    }

    @Test
    void noHeaderCanSmuggleALineIntoAnother() {
        IncomingMail mail = read("""
                From: =?utf-8?q?a=0D=0ABcc:_x?= <a@example.com>
                Subject: =?utf-8?b?%s?=

                Hi
                """.formatted(Base64.getEncoder()
                .encodeToString("one\r\nBcc: everybody@example.com".getBytes(StandardCharsets.UTF_8))));

        assertThat(mail.subject()).isEqualTo("one Bcc: everybody@example.com");
        assertThat(mail.sender()).isEqualTo("a@example.com");
    }

    @Test
    void otherCharsetsAreReadAndBrokenOnesTold() throws MessagingException {
        String japanese = "アカウントを削除してください";
        IncomingMail mail =
                read(HEAD + """
                Content-Type: text/plain; charset=iso-2022-jp
                Content-Transfer-Encoding: base64

                %s
                """.formatted(Base64.getEncoder().encodeToString(bytes(japanese, "iso-2022-jp"))));
        assertThat(mail.text()).isEqualTo(japanese);
        assertThat(mail.cut()).isEmpty();

        IncomingMail chinese =
                read(HEAD + """
                Content-Type: text/plain; charset="gb2312"
                Content-Transfer-Encoding: base64

                %s
                """.formatted(Base64.getEncoder().encodeToString(bytes("请删除我的账户", "gb2312"))));
        assertThat(chinese.text()).isEqualTo("请删除我的账户");

        assertThat(read(HEAD + "Content-Type: text/plain; charset=x-nonsense\n\nHello")
                        .cut())
                .containsExactly(Cut.UNREADABLE);
        assertThat(read(HEAD
                                + "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n/////w==\n")
                        .cut())
                .containsExactly(Cut.UNREADABLE);
        assertThat(read(HEAD + "Content-Type: text/plain\nContent-Transfer-Encoding: made-up\n\nHello")
                        .cut())
                .contains(Cut.UNREADABLE);
    }

    @Test
    void tenThousandPartsAreCutAndTold() {
        String parts = "--b\nContent-Type: text/plain\n\nx\n".repeat(10_000);
        IncomingMail mail = read(HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + parts + "--b--\n");

        assertThat(mail.cut()).contains(Cut.PARTS);
        assertThat(mail.text().length()).isLessThan(1_000);
    }

    @Test
    void partsInPartsAreFollowedSoFar() {
        StringBuilder nested = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        IncomingMail mail = read(HEAD + nested + "Content-Type: text/plain\n\ndeep\n");

        assertThat(mail.cut()).contains(Cut.PARTS);
        assertThat(mail.text()).isEmpty();
    }

    @Test
    void aLongTextAndManyOrLargeAttachmentsAreCutAndTold() {
        IncomingMail text = read(HEAD + "\n" + "word ".repeat(100_000));
        assertThat(text.text()).hasSize(MailReading.MOST_TEXT);
        assertThat(text.cut()).containsExactly(Cut.TEXT);

        String file = """
                --b
                Content-Type: application/octet-stream
                Content-Disposition: attachment; filename="a.bin"

                x
                """;
        IncomingMail many = read(HEAD + "Content-Type: multipart/mixed; boundary=b\n\n" + file.repeat(30) + "--b--\n");
        assertThat(many.attachments()).hasSize(MailReading.MOST_ATTACHMENTS);
        assertThat(many.cut()).containsExactly(Cut.ATTACHMENTS);

        IncomingMail large = read(HEAD + "Content-Type: multipart/mixed; boundary=b\n\n"
                + file.replace("x\n", "x".repeat(MailReading.MOST_ATTACHMENT_BYTES + 1) + "\n") + "--b--\n");
        assertThat(large.attachments().getFirst().content()).isEmpty();
        assertThat(large.cut()).containsExactly(Cut.ATTACHMENTS);
    }

    @Test
    void nothingOfAMailThatIsTooLargeIsReadButItsHead() {
        IncomingMail mail = MailReading.headOf(message(HEAD + "\nA whole book"), null);

        assertThat(mail.sender()).isEqualTo("ann@example.com");
        assertThat(mail.text()).isEmpty();
        assertThat(mail.cut()).containsExactly(Cut.TOO_LARGE);
    }

    private static byte[] bytes(String text, String charset) {
        return text.getBytes(java.nio.charset.Charset.forName(charset));
    }

    private static IncomingMail read(String mail) {
        return MailReading.of(message(mail), "mx.ominigate.ai");
    }

    private static MimeMessage message(String mail) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8)));
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
