package ai.ominigate.dashboard;

import ai.ominigate.Await;
import ai.ominigate.RunningOminiGate;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Mailboxes at the mail server of the demo, which has one for everybody who was ever written to. */
final class Mailboxes {
    private final int imapPort;

    Mailboxes(RunningOminiGate demo) {
        imapPort = demo.application().context().getRequiredProperty("ominigate.demo-mail.imap-port", Integer.class);
    }

    /** Waits for a letter to this address with a link that leads to such a path, and follows it as far as telling it. */
    String link(String address, String path) {
        Pattern link = Pattern.compile("https?://[^/\\s]+(" + Pattern.quote(path) + "[^\\s<\"]+)");
        List<String> found = new ArrayList<>();
        Await.until("a letter to %s with a link to %s".formatted(address, path), () -> {
            for (String text : texts(address)) {
                Matcher matcher = link.matcher(text);
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
            return !found.isEmpty();
        });
        return found.getLast();
    }

    /** Waits for a letter to this address whose text has these words. */
    String letter(String address, String words) {
        List<String> found = new ArrayList<>();
        Await.until("a letter to %s about '%s'".formatted(address, words), () -> {
            texts(address).stream().filter(text -> text.contains(words)).forEach(found::add);
            return !found.isEmpty();
        });
        return found.getLast();
    }

    /** The plain text of all letters there, each with its subject above. */
    private List<String> texts(String address) throws MessagingException, IOException {
        Properties settings = new Properties();
        settings.put("mail.imap.connectiontimeout", "5000");
        settings.put("mail.imap.timeout", "5000");
        try (Store store = Session.getInstance(settings).getStore("imap")) {
            store.connect("127.0.0.1", imapPort, address, address);
            Folder inbox = store.getFolder("INBOX");
            inbox.open(Folder.READ_ONLY);
            List<String> texts = new ArrayList<>();
            for (Message message : inbox.getMessages()) {
                texts.add(message.getSubject() + "\n" + text(message));
            }
            return texts;
        } catch (jakarta.mail.AuthenticationFailedException nobodyHasWrittenYet) {
            return List.of();
        }
    }

    private static String text(Part part) throws MessagingException, IOException {
        if (part.isMimeType("text/plain")) {
            return String.valueOf(part.getContent());
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String text = text(parts.getBodyPart(i));
                if (!text.isEmpty()) {
                    return text;
                }
            }
        }
        return "";
    }
}
