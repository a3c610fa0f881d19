package ai.ominigate.privacy.intake;

import ai.ominigate.privacy.intake.IncomingMail.Attachment;
import ai.ominigate.privacy.intake.IncomingMail.Cut;
import ai.ominigate.privacy.intake.IncomingMail.SenderCheck;
import ai.ominigate.privacy.intake.IncomingMail.Writer;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.jsoup.safety.Safelist;
import org.jspecify.annotations.Nullable;

/**
 * Reads one mail, whatever it is: within bounds of size, number and depth, with broken parts left out and told. Nothing in
 * it is run, opened, fetched or shown as a page.
 */
final class MailReading {
    /** Larger mails are not read at all. */
    static final int MOST_BYTES = 25 << 20;

    static final int MOST_TEXT = 100_000;
    static final int MOST_PARTS = 100;
    static final int MOST_DEPTH = 10;
    static final int MOST_ATTACHMENTS = 10;
    static final int MOST_ATTACHMENT_BYTES = 5 << 20;

    private static final int MOST_SUBJECT = 300;

    /** Of one header: enough for fifty addresses, and little enough for parsers that take the square of it. */
    private static final int MOST_HEADER = 1 << 15;

    private static final int MOST_NAME = 120;
    private static final int MOST_ADDRESSES = 50;
    private static final int MOST_THREAD = 50;
    private static final int MOST_HTML = 1 << 20;

    /** Tags that a page is read to: to part so many takes time by the square of their number. */
    private static final int MOST_TAGS = 10_000;

    private static final Pattern MESSAGE_ID = Pattern.compile("<[^<>\\s\\p{Cntrl}]{1,250}>");
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s\\p{Cntrl}<>@\"(),;:]{1,64}@[^\\s\\p{Cntrl}<>@\"(),;:]{1,255}");
    private static final Pattern IN_BRACKETS = Pattern.compile("<(" + ADDRESS.pattern() + ")>");
    private static final Pattern QUOTED_ID =
            Pattern.compile("(?im)^Message-ID:[ \\t\\r\\n]*(" + MESSAGE_ID.pattern() + ")");
    private static final Pattern NOT_YET = Pattern.compile("(?im)^Action:\\s*(delayed|delivered|relayed|expanded)\\b");
    private static final int MOST_STATUS = 1 << 16;
    private static final Pattern DMARC = Pattern.compile("\\bdmarc\\s*=\\s*(\\w+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern MAIL_SERVERS =
            Pattern.compile("(mailer-daemon|postmaster)@.*", Pattern.CASE_INSENSITIVE);
    private static final Set<String> PRECEDENCE_OF_PROGRAMS = Set.of("bulk", "junk", "auto_reply");
    private static final Set<String> HEADERS_OF_PROGRAMS = Set.of("X-Autoreply", "X-Autorespond");

    /** What a mail has that a group's address passed on, or an agent sent for whoever asked it to. */
    private static final Set<String> HEADERS_OF_LISTS =
            Set.of("List-Id", "List-Unsubscribe", "X-Auto-Response-Suppress", "Feedback-ID");

    private final MimeMessage message;
    private final @Nullable String checkedBy;
    private final StringBuilder plain = new StringBuilder();
    private final StringBuilder html = new StringBuilder();
    private final List<Attachment> attachments = new ArrayList<>();
    private final Set<Cut> cut = EnumSet.noneOf(Cut.class);
    /** What a mail server says about a mail of ours (RFC 3464, section 2.3.3). */
    private String status = "";
    /** The mails that it says it about. */
    private final Set<String> quoted = new LinkedHashSet<>();

    private int parts;

    private MailReading(MimeMessage message, @Nullable String checkedBy) {
        this.message = message;
        this.checkedBy = checkedBy;
    }

    /**
     * @param checkedBy the name under which our own mail server writes what it found out about senders ({@code
     *     authserv-id}, RFC 8601); null if it writes nothing. What others wrote is not believed
     */
    static IncomingMail of(MimeMessage message, @Nullable String checkedBy) {
        MailReading reading = new MailReading(message, checkedBy);
        reading.readContent();
        return reading.result();
    }

    /** Of a mail that nothing else can be made of: that there is one. */
    static IncomingMail unreadable() {
        return new IncomingMail(
                null,
                List.of(),
                null,
                SenderCheck.NONE,
                List.of(),
                Writer.PERSON,
                "",
                "",
                List.of(),
                List.of(),
                List.of(Cut.UNREADABLE));
    }

    /** Of a mail that is too large: what its head says. */
    static IncomingMail headOf(MimeMessage message, @Nullable String checkedBy) {
        MailReading reading = new MailReading(message, checkedBy);
        reading.cut.add(Cut.TOO_LARGE);
        return reading.result();
    }

    private IncomingMail result() {
        return new IncomingMail(
                messageId(),
                thread(),
                sender(),
                senderCheck(),
                recipients(),
                writer(),
                subject(),
                text(),
                attachments,
                returned(),
                List.copyOf(cut));
    }

    private @Nullable String messageId() {
        Matcher id = MESSAGE_ID.matcher(header("Message-ID"));
        return id.find() ? id.group() : null;
    }

    private List<String> thread() {
        Set<String> ids = new LinkedHashSet<>();
        Matcher references = MESSAGE_ID.matcher(header("References") + " " + header("In-Reply-To"));
        while (references.find() && ids.size() < MOST_THREAD) {
            ids.add(references.group());
        }
        return List.copyOf(ids);
    }

    /** A server that only says that it goes on trying says nothing that anybody has to know. */
    private List<String> returned() {
        return writer() == Writer.MAIL_SERVER && !NOT_YET.matcher(status).find() ? List.copyOf(quoted) : List.of();
    }

    private @Nullable String sender() {
        List<String> from = addresses("From");
        return from.size() == 1 ? from.getFirst() : null;
    }

    private List<String> recipients() {
        Set<String> all = new LinkedHashSet<>(addresses("To"));
        all.addAll(addresses("Cc"));
        return all.stream()
                .map(address -> address.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private List<String> addresses(String name) {
        String header = MimeUtility.unfold(header(name));
        List<String> parsed = parsed(header);
        // What a parser makes nothing of may still say it as everybody reads it.
        return parsed.isEmpty()
                ? IN_BRACKETS
                        .matcher(header)
                        .results()
                        .map(found -> found.group(1))
                        .limit(MOST_ADDRESSES)
                        .toList()
                : parsed;
    }

    private List<String> parsed(String header) {
        try {
            return Arrays.stream(InternetAddress.parseHeader(header, false))
                    .map(InternetAddress::getAddress)
                    .filter(address ->
                            address != null && ADDRESS.matcher(address).matches())
                    .limit(MOST_ADDRESSES)
                    .toList();
        } catch (AddressException e) {
            cut.add(Cut.UNREADABLE);
            return List.of();
        }
    }

    /** The topmost line of our own mail server: a sender can write others below it, or in its name when it writes none. */
    private SenderCheck senderCheck() {
        if (checkedBy == null) {
            return SenderCheck.NONE;
        }
        for (String found : headers("Authentication-Results")) {
            if (found.strip().toLowerCase(Locale.ROOT).startsWith(checkedBy.toLowerCase(Locale.ROOT) + ";")) {
                Matcher dmarc = DMARC.matcher(found);
                return !dmarc.find()
                        ? SenderCheck.NONE
                        : dmarc.group(1).equalsIgnoreCase("pass") ? SenderCheck.PASSED : SenderCheck.FAILED;
            }
        }
        return SenderCheck.NONE;
    }

    private Writer writer() {
        String sender = sender();
        if (header("Content-Type").toLowerCase(Locale.ROOT).startsWith("multipart/report")
                || header("Return-Path").strip().equals("<>")
                || sender != null && MAIL_SERVERS.matcher(sender).matches()) {
            return Writer.MAIL_SERVER;
        }
        String automatic = header("Auto-Submitted").strip().toLowerCase(Locale.ROOT);
        boolean program = !automatic.isEmpty() && !automatic.startsWith("no")
                || PRECEDENCE_OF_PROGRAMS.contains(header("Precedence").strip().toLowerCase(Locale.ROOT))
                || hasAny(HEADERS_OF_PROGRAMS);
        if (program) {
            return Writer.PROGRAM;
        }
        boolean list = header("Precedence").strip().equalsIgnoreCase("list") || hasAny(HEADERS_OF_LISTS);
        return list ? Writer.LIST : Writer.PERSON;
    }

    private boolean hasAny(Set<String> names) {
        return names.stream().anyMatch(name -> !header(name).isEmpty());
    }

    private String subject() {
        return line(decoded(header("Subject")), MOST_SUBJECT);
    }

    private String text() {
        String text =
                plain.toString().isBlank() && !html.isEmpty() ? textOf(bounded(html.toString())) : plain.toString();
        text = text.replace("\r\n", "\n")
                .replace('\r', '\n')
                .replaceAll("[\\p{Cntrl}&&[^\n\t]]", "")
                .strip();
        if (text.length() > MOST_TEXT) {
            cut.add(Cut.TEXT);
            return start(text, MOST_TEXT);
        }
        return text;
    }

    /** Of a page that has more tags than anybody writes, its beginning. */
    private String bounded(String html) {
        int at = -1;
        for (int tags = 0; tags <= MOST_TAGS; tags++) {
            at = html.indexOf('<', at + 1);
            if (at < 0) {
                return html;
            }
        }
        cut.add(Cut.TEXT);
        return html.substring(0, at);
    }

    /** Words and line breaks; no tag, script, address of a picture or comment survives. */
    private static String textOf(String html) {
        Document page = Jsoup.parse(html);
        page.outputSettings().prettyPrint(false);
        page.select("script, style, head, title, template, noscript").remove();
        page.select("[hidden], [style*=display:none], [style*='display: none']").remove();
        page.select("br").before("\\n");
        page.select("p, div, li, tr, h1, h2, h3, h4, blockquote").before("\\n").after("\\n");
        String marked =
                Jsoup.clean(page.body().html(), "", Safelist.none(), new Document.OutputSettings().prettyPrint(false));
        return Parser.unescapeEntities(marked, false)
                .replaceAll("[\\s\u00a0]+", " ")
                .replace("\\n", "\n")
                .replaceAll(" ?\n ?", "\n")
                .replaceAll("\n{3,}", "\n\n");
    }

    private void readContent() {
        read(message, 0);
    }

    private void read(Part part, int depth) {
        if (++parts > MOST_PARTS || depth > MOST_DEPTH) {
            cut.add(Cut.PARTS);
            return;
        }
        try {
            if (isFile(part)) {
                attach(part);
            } else if (part.isMimeType("text/plain")) {
                append(plain, part, MOST_TEXT + 1);
            } else if (part.isMimeType("message/delivery-status")) {
                status += new String(bytes(part, MOST_STATUS), StandardCharsets.UTF_8);
            } else if (part.isMimeType("text/rfc822-headers") || part.isMimeType("message/rfc822-headers")) {
                quote(new String(bytes(part, MOST_STATUS), StandardCharsets.UTF_8));
            } else if (part.isMimeType("text/html")) {
                append(html, part, MOST_HTML);
            } else if (part.isMimeType("multipart/*")) {
                readAll(part, depth);
            } else if (part.isMimeType("message/rfc822")) {
                readForwarded(part, depth);
            } else {
                attach(part);
            }
        } catch (MessagingException | IOException | ClassCastException | StackOverflowError e) {
            // The library reads soft line ends, and more, by calling itself; a mail can have any number of them.
            cut.add(Cut.UNREADABLE);
        }
    }

    private static boolean isFile(Part part) throws MessagingException {
        return Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition()) && !part.isMimeType("message/rfc822");
    }

    private void readAll(Part part, int depth) throws MessagingException, IOException {
        Multipart all = (Multipart) part.getContent();
        for (int i = 0; i < all.getCount(); i++) {
            if (parts >= MOST_PARTS) {
                cut.add(Cut.PARTS);
                return;
            }
            BodyPart each = all.getBodyPart(i);
            read(each, depth + 1);
        }
    }

    private void quote(String headers) {
        Matcher id = QUOTED_ID.matcher(headers);
        while (id.find() && quoted.size() < MOST_THREAD) {
            quoted.add(id.group(1));
        }
    }

    /** What somebody else wrote and the sender passes on. */
    private void readForwarded(Part part, int depth) throws MessagingException, IOException {
        if (part.getContent() instanceof MimeMessage forwarded) {
            String id = forwarded.getMessageID();
            if (id != null) {
                quote("Message-ID: " + id);
            }
            plain.append("\n\n---------- Forwarded message ----------\n");
            read(forwarded, depth + 1);
        } else {
            attach(part);
        }
    }

    private void append(StringBuilder text, Part part, int most) throws MessagingException, IOException {
        int room = most - text.length();
        if (room <= 0) {
            cut.add(Cut.TEXT);
            return;
        }
        // No character has more than four bytes.
        byte[] bytes = bytes(part, 4 * room);
        String content = decode(bytes, charset(part));
        if (content.length() > room) {
            cut.add(Cut.TEXT);
            content = start(content, room);
        }
        if (!text.isEmpty()) {
            text.append("\n\n");
        }
        text.append(content);
    }

    private static byte[] bytes(Part part, int most) throws MessagingException, IOException {
        try (InputStream content = part.getInputStream()) {
            return content.readNBytes(most);
        }
    }

    private Charset charset(Part part) throws MessagingException {
        String name = new ContentType(part.getContentType()).getParameter("charset");
        if (name == null) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(MimeUtility.javaCharset(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            cut.add(Cut.UNREADABLE);
            return StandardCharsets.UTF_8;
        }
    }

    /** What is not of its charset is replaced by a mark, and told. */
    private String decode(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            cut.add(Cut.UNREADABLE);
            return new String(bytes, charset);
        }
    }

    private void attach(Part part) throws MessagingException, IOException {
        if (attachments.size() >= MOST_ATTACHMENTS) {
            cut.add(Cut.ATTACHMENTS);
            return;
        }
        byte[] content = bytes(part, MOST_ATTACHMENT_BYTES + 1);
        boolean tooLarge = content.length > MOST_ATTACHMENT_BYTES;
        if (tooLarge) {
            cut.add(Cut.ATTACHMENTS);
        }
        attachments.add(new Attachment(name(part), type(part), tooLarge ? new byte[0] : content, content.length));
    }

    private static String name(Part part) throws MessagingException {
        String name = part.getFileName();
        String decoded = name == null ? "" : line(decoded(name), MOST_NAME);
        String withoutPath = decoded.substring(Math.max(decoded.lastIndexOf('/'), decoded.lastIndexOf('\\')) + 1);
        return withoutPath.isBlank() ? "unnamed" : withoutPath;
    }

    private static String type(Part part) throws MessagingException {
        return line(new ContentType(part.getContentType()).getBaseType().toLowerCase(Locale.ROOT), MOST_NAME);
    }

    private static String line(String text, int most) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= most ? line : start(line, most);
    }

    /** Not more than so much of it, and no half of a character. */
    private static String start(String text, int most) {
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }

    private static String decoded(String text) {
        try {
            return MimeUtility.decodeText(MimeUtility.unfold(text));
        } catch (UnsupportedEncodingException e) {
            return text;
        }
    }

    /** The first of this name, not further than one reads; empty if there is none. */
    private String header(String name) {
        List<String> all = headers(name);
        String first = all.isEmpty() ? "" : all.getFirst();
        return first.length() <= MOST_HEADER ? first : start(first, MOST_HEADER);
    }

    private List<String> headers(String name) {
        try {
            String[] values = message.getHeader(name);
            return values == null ? List.of() : List.of(values);
        } catch (MessagingException e) {
            cut.add(Cut.UNREADABLE);
            return List.of();
        }
    }
}
