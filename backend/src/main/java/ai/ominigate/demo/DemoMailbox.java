package ai.ominigate.demo;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the demo's mail server has taken, to be looked at. Nothing else has such a server. */
public final class DemoMailbox {
    private static final int MOST = 200;

    private final DemoMail server;

    DemoMailbox(DemoMail server) {
        this.server = server;
    }

    /**
     * A mail.
     *
     * @param number from 1, in the order in which they came
     * @param text as a program for mail shows it that shows no HTML
     * @param html null if it has none
     */
    public record Mail(
            int number,
            String from,
            String to,
            String subject,
            Instant at,
            String text,
            @Nullable String html) {
        /** Without whose it is, and what is in it. */
        @Override
        public String toString() {
            return "Mail[" + number + "]";
        }
    }

    /** The latest ones, the latest first. */
    public List<Mail> latest() {
        MimeMessage[] all = server.received();
        List<Mail> mails = new ArrayList<>();
        for (int i = all.length - 1; i >= Math.max(0, all.length - MOST); i--) {
            mails.add(read(i + 1, all[i]));
        }
        return mails;
    }

    /** One of them; null if there is none. */
    public @Nullable Mail find(int number) {
        MimeMessage[] all = server.received();
        return number < 1 || number > all.length ? null : read(number, all[number - 1]);
    }

    private static Mail read(int number, MimeMessage message) {
        try {
            return new Mail(
                    number,
                    addresses(message.getFrom()),
                    addresses(message.getRecipients(Message.RecipientType.TO)),
                    Objects.requireNonNullElse(message.getSubject(), ""),
                    sentAt(message),
                    Objects.requireNonNullElse(part(message, "text/plain"), ""),
                    part(message, "text/html"));
        } catch (MessagingException | IOException e) {
            return new Mail(number, "", "", "?", Instant.EPOCH, "This mail cannot be read.", null);
        }
    }

    /** As its header says (RFC 5322, 3.3), which may end with a comment. */
    private static Instant sentAt(MimeMessage message) throws MessagingException {
        String[] header = message.getHeader("Date");
        try {
            return header == null
                    ? Instant.EPOCH
                    : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(
                            header[0].replaceAll("\\(.*\\)", "").strip()));
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }

    private static String addresses(jakarta.mail.Address @Nullable [] addresses) {
        return addresses == null
                ? ""
                : Stream.of(addresses).map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static @Nullable String part(Part part, String type) throws MessagingException, IOException {
        Object content = part.getContent();
        if (content instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String found = part(parts.getBodyPart(i), type);
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        return part.isMimeType(type) && content instanceof String text ? text : null;
    }
}
