package ai.ominigate.privacy.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.ominigate.privacy.intake.IncomingMail.Cut;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mails that are meant to do harm: each is read in little time and room, and what was left out of it is told. */
class HostileMailTest {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MUTATIONS = 3_000;

    private static final String HEAD = """
            Message-ID: <one@example.com>
            From: Ann Able <ann@example.com>
            To: Contact <contact@ominigate.ai>
            Subject: My data
            """;

    static Stream<Arguments> bombs() {
        return Stream.of(
                Arguments.of("headers without end", "X-More: of the same\n".repeat(50_000) + HEAD + "\nHi\n"),
                Arguments.of("a header of two megabytes", HEAD + "X-Long: " + "x".repeat(2_000_000) + "\n\nHi\n"),
                Arguments.of(
                        "a header folded a hundred thousand times",
                        HEAD + "X: a" + "\n b".repeat(100_000) + "\n\nHi\n"),
                Arguments.of("a subject of encoded words", "Subject: " + "=?utf-8?q?a?= ".repeat(50_000) + "\n\nHi\n"),
                Arguments.of(
                        "a hundred thousand addresses",
                        "To: " + "a@example.com, ".repeat(100_000) + "b@example.com\n\nHi\n"),
                Arguments.of(
                        "addresses in brackets in brackets", "From: " + "<".repeat(50_000) + "a@example.com\n\nHi\n"),
                Arguments.of(
                        "comments in comments",
                        "From: " + "(".repeat(50_000) + ")".repeat(50_000) + " a@example.com\n\nHi\n"),
                Arguments.of(
                        "a thread of a hundred thousand mails",
                        HEAD + "References: " + "<a@example.com> ".repeat(100_000) + "\n\nHi\n"),
                Arguments.of(
                        "a boundary of a megabyte",
                        HEAD + "Content-Type: multipart/mixed; boundary=" + "b".repeat(1_000_000) + "\n\nHi\n"),
                Arguments.of(
                        "a name in ten thousand pieces",
                        HEAD + "Content-Type: text/plain; "
                                + IntStream.range(0, 10_000)
                                        .mapToObj(i -> "name*" + i + "=x")
                                        .collect(Collectors.joining("; "))
                                + "\n\nHi\n"),
                Arguments.of("mails in mails", HEAD + "Content-Type: message/rfc822\n\n".repeat(5_000) + "Hi\n"),
                Arguments.of(
                        "a page of a hundred thousand boxes in boxes",
                        HEAD + "Content-Type: text/html\n\n" + "<div>".repeat(100_000) + "delete my account"),
                Arguments.of(
                        "a page of attributes",
                        HEAD + "Content-Type: text/html\n\n<p " + "a=\"b\" ".repeat(200_000) + ">Hi</p>"),
                Arguments.of(
                        "a page of entities", HEAD + "Content-Type: text/html\n\n" + "&amp;&#x41;&lt;".repeat(100_000)),
                Arguments.of("one word of ten megabytes", HEAD + "\n" + "a".repeat(10_000_000)),
                Arguments.of(
                        "lines that go on softly",
                        HEAD + "Content-Transfer-Encoding: quoted-printable\n\n" + "=\n".repeat(1_000_000)),
                Arguments.of(
                        "what begins and never ends",
                        HEAD + "Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(300)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bombs")
    void aBombIsReadWithinBounds(String name, String mail) {
        IncomingMail read = assertTimeoutPreemptively(LONGEST, () -> read(mail.getBytes(StandardCharsets.UTF_8)), name);

        assertBounded(read);
        assertTimeoutPreemptively(LONGEST, () -> TypeRecognition.of(read.subject(), read.text()));
    }

    @Test
    void anArchiveIsSetApartAsItCameAndNeverOpened() throws IOException {
        byte[] archive = zipOf(20_000_000);
        assertThat(archive.length).isLessThan(100_000);
        IncomingMail mail = read((HEAD + """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                Please see the file.
                --b
                Content-Type: application/zip
                Content-Disposition: attachment; filename="../../../etc/cron.d/run.sh\\u0000.zip"
                Content-Transfer-Encoding: base64

                %s
                --b--
                """.formatted(Base64.getMimeEncoder().encodeToString(archive)))
                .getBytes(StandardCharsets.UTF_8));

        assertThat(mail.text()).isEqualTo("Please see the file.");
        assertThat(mail.attachments()).singleElement().satisfies(file -> {
            assertThat(file.content()).isEqualTo(archive);
            assertThat(file.name()).doesNotContain("/", "\\", "..", "\u0000");
        });
    }

    @Test
    void aPageIsReadAndNothingOfItIsRunOrFetched() {
        IncomingMail mail = read((HEAD + """
                Content-Type: text/html; charset=utf-8

                <!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><base href="http://127.0.0.1:9/">
                <body onload="fetch('/')"><object data="file:///etc/passwd"></object><iframe srcdoc="<script>1</script>"></iframe>
                <svg><script>alert(1)</script></svg><math><mi xlink:href="javascript:1">&x;</mi></math>
                <form action="http://127.0.0.1:9/"><button>send</button></form><p>Please delete my account.</p></body></html>
                """).getBytes(StandardCharsets.UTF_8));

        assertThat(mail.text())
                .contains("Please delete my account.")
                .doesNotContain("root:", "alert", "fetch", "<", "passwd");
        assertBounded(mail);
    }

    /** Bytes of mails that are in order, changed, doubled, cut and shuffled; the same each time. */
    @Test
    void whateverIsMadeOfMailsIsReadWithinBounds() {
        Random random = new Random(20261127);
        List<byte[]> seeds = Stream.of(
                        HEAD
                                + "Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\nx9fVxA==\n",
                        HEAD
                                + "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hi</p>\n--b\n"
                                + "Content-Type: application/pdf; name*=utf-8''a%20b.pdf\nContent-Disposition: attachment\n"
                                + "Content-Transfer-Encoding: base64\n\nJVBERi0=\n--b--\n",
                        HEAD + "Content-Type: message/rfc822\n\n" + HEAD + "\nForwarded\n",
                        HEAD
                                + "Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nGone\n--r\n"
                                + "Content-Type: message/delivery-status\n\nAction: failed\n--r--\n",
                        HEAD.replace("My data", "=?iso-2022-jp?b?GyRCJCIbKEI=?=") + "\nText\n")
                .map(seed -> seed.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8))
                .toList();
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            for (int i = 0; i < MUTATIONS; i++) {
                byte[] mail = mutated(seeds.get(random.nextInt(seeds.size())), random);
                IncomingMail read = read(mail);
                assertBounded(read);
                TypeRecognition.of(read.subject(), read.text());
            }
        });
    }

    private static byte[] mutated(byte[] seed, Random random) {
        ByteArrayOutputStream mutated = new ByteArrayOutputStream();
        int from = 0;
        while (from < seed.length) {
            int length = Math.min(1 + random.nextInt(60), seed.length - from);
            switch (random.nextInt(8)) {
                case 0 -> {
                    // It is gone.
                }
                case 1 -> {
                    mutated.write(seed, from, length);
                    mutated.write(seed, from, length);
                }
                case 2 -> {
                    byte[] other = new byte[random.nextInt(12)];
                    random.nextBytes(other);
                    mutated.writeBytes(other);
                }
                case 3 -> {
                    int elsewhere = random.nextInt(seed.length);
                    mutated.write(seed, elsewhere, Math.min(length, seed.length - elsewhere));
                }
                default -> mutated.write(seed, from, length);
            }
            from += length;
        }
        return mutated.toByteArray();
    }

    private static void assertBounded(IncomingMail mail) {
        assertThat(mail.text().length()).isLessThanOrEqualTo(MailReading.MOST_TEXT);
        assertThat(mail.text()).doesNotContain("\u0000");
        assertThat(mail.subject().length()).isLessThanOrEqualTo(300);
        assertThat(mail.subject()).doesNotContain("\n", "\r", "\u0000");
        assertThat(mail.attachments()).hasSizeLessThanOrEqualTo(MailReading.MOST_ATTACHMENTS);
        assertThat(mail.recipients()).hasSizeLessThanOrEqualTo(50);
        assertThat(mail.thread()).hasSizeLessThanOrEqualTo(50);
        mail.attachments().forEach(file -> {
            assertThat(file.content().length).isLessThanOrEqualTo(MailReading.MOST_ATTACHMENT_BYTES);
            assertThat(file.name()).doesNotContain("/", "\\", "\u0000", "\n");
        });
        if (mail.text().length() == MailReading.MOST_TEXT) {
            assertThat(mail.cut()).contains(Cut.TEXT);
        }
    }

    private static byte[] zipOf(int zeros) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("../../zeros"));
            zip.write(new byte[zeros]);
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static IncomingMail read(byte[] mail) {
        try {
            return MailReading.of(
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail)),
                    "mx.ominigate.ai");
        } catch (MessagingException e) {
            // What is no mail at all is told by the mailbox in the same way.
            return MailReading.unreadable();
        }
    }
}
