package ai.ominigate.mail;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import ai.ominigate.egress.Egress;
import ai.ominigate.model.system.EgressUse;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Part;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Properties;
import java.util.UUID;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;

/** Hands letters to the mail server of the settings, by SMTP (RFC 5321), one connection for each. */
final class MailServer {
    private static final int PERMANENT = 500;

    private final MailSettings settings;
    private final Egress egress;
    private final Session session;
    private final String protocol;

    MailServer(MailSettings settings, Egress egress) {
        this.settings = settings;
        this.egress = egress;
        this.protocol = settings.tls() == MailSettings.Tls.IMPLICIT ? "smtps" : "smtp";
        this.session = Session.getInstance(properties());
    }

    /** What came of a try. */
    sealed interface Answer {
        /** The server has it and answers for it. */
        record Taken() implements Answer {}

        /**
         * Not now.
         *
         * @param problem a reply code of the server, or what kind of failure it was
         */
        record Later(String problem) implements Answer {}

        /** Not ever: there is no such mailbox, or it takes nothing from us. */
        record Never(String problem) implements Answer {}
    }

    private Properties properties() {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        String timeout = Long.toString(settings.timeout().toMillis());
        properties.setProperty(prefix + "connectiontimeout", timeout);
        properties.setProperty(prefix + "timeout", timeout);
        properties.setProperty(prefix + "writetimeout", timeout);
        properties.setProperty(prefix + "auth", Boolean.toString(settings.user() != null));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(
                prefix + "starttls.enable", Boolean.toString(settings.tls() == MailSettings.Tls.STARTTLS));
        properties.setProperty(
                prefix + "starttls.required", Boolean.toString(settings.tls() == MailSettings.Tls.STARTTLS));
        return properties;
    }

    Answer hand(WaitingLetter waiting) {
        if (!egress.permits(settings.host(), EgressUse.MAIL)) {
            return new Answer.Later("the mail server's host is not registered");
        }
        try (Transport transport = session.getTransport(protocol)) {
            transport.connect(settings.host(), settings.port(), settings.user(), settings.password());
            MimeMessage message = message(waiting);
            transport.sendMessage(message, message.getAllRecipients());
            return new Answer.Taken();
        } catch (AuthenticationFailedException e) {
            return new Answer.Later("the mail server refuses our name and password");
        } catch (SendFailedException e) {
            Integer code = replyCode(e);
            String problem = code == null ? "refused" : "SMTP " + code;
            return code != null && code >= PERMANENT ? new Answer.Never(problem) : new Answer.Later(problem);
        } catch (MessagingException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Answer.Later(cause.getClass().getSimpleName());
        }
    }

    /** Of the recipient's refusal, which comes behind that of the whole letter; null if the server gave none. */
    private static @Nullable Integer replyCode(SendFailedException failure) {
        Integer code = null;
        for (Exception next = failure;
                next != null;
                next = next instanceof MessagingException e ? e.getNextException() : null) {
            code = switch (next) {
                case SMTPAddressFailedException address -> Integer.valueOf(address.getReturnCode());
                case SMTPSenderFailedException sender -> Integer.valueOf(sender.getReturnCode());
                case SMTPSendFailedException send -> Integer.valueOf(send.getReturnCode());
                default -> code;
            };
        }
        return code;
    }

    private MimeMessage message(WaitingLetter waiting) throws MessagingException {
        Wording wording = Wording.of(waiting.letter());
        MimeMessage message = new Known(session, waiting.id(), settings.from());
        message.setFrom(new InternetAddress(settings.from(), true));
        message.setRecipients(
                Message.RecipientType.TO,
                new Address[] {new InternetAddress(waiting.letter().recipient(), true)});
        message.setSubject(wording.subject(), StandardCharsets.UTF_8.name());
        message.setHeader("Date", RFC_1123_DATE_TIME.format(waiting.createdAt().atOffset(ZoneOffset.UTC)));
        message.setContentLanguage(new String[] {wording.language().toLanguageTag()});
        // RFC 3834: whoever answers letters by a program does not answer this one.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(new MimeMultipart(
                "alternative", part(Rendering.text(wording), "plain"), part(Rendering.html(wording), "html")));
        message.saveChanges();
        return message;
    }

    private static MimeBodyPart part(String content, String kind) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, StandardCharsets.UTF_8.name(), kind);
        part.setDisposition(Part.INLINE);
        return part;
    }

    /** Its {@code Message-ID} is the letter's, whenever it is tried. */
    private static final class Known extends MimeMessage {
        private final String messageId;

        Known(Session session, UUID id, String from) {
            super(session);
            this.messageId = "<" + id + from.substring(from.lastIndexOf('@')).replace(">", "") + ">";
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", messageId);
        }
    }
}
