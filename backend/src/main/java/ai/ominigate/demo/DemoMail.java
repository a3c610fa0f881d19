package ai.ominigate.demo;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;

/**
 * A mail server that needs no account anywhere: SMTP and IMAP on loopback, at the ports that GreenMail's users know where
 * they are free. It takes mail to any address, keeps it in memory, and delivers nothing to anybody else.
 */
public final class DemoMail implements AutoCloseable {
    /** The address that the privacy policy names. */
    static final String CONTACT = "contact@ominigate.ai";

    private static final String HOST = "127.0.0.1";
    private static final int USUAL_SMTP_PORT = 3_025;
    private static final int USUAL_IMAP_PORT = 3_143;
    private static final int PASSWORD_BYTES = 16;

    private final GreenMail server;
    private final String password;

    private DemoMail(GreenMail server, String password) {
        this.server = server;
        this.password = password;
    }

    /** Starts it with a password for the contact address that only {@link #settings} know. */
    public static DemoMail start() {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        GreenMail server = started();
        server.setUser(CONTACT, CONTACT, password);
        return new DemoMail(server, password);
    }

    private static GreenMail started() {
        GreenMail server = new GreenMail(new ServerSetup[] {
            new ServerSetup(freePort(USUAL_SMTP_PORT), HOST, ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(freePort(USUAL_IMAP_PORT), HOST, ServerSetup.PROTOCOL_IMAP)
        });
        server.start();
        return server;
    }

    /** The usual port, or 0 for any if another demo has it. */
    private static int freePort(int usual) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(HOST, usual));
            return usual;
        } catch (IOException taken) {
            return 0;
        }
    }

    /** What it has taken so far, whoever it is for, in the order in which it came. */
    MimeMessage[] received() {
        return server.getReceivedMessages();
    }

    /** The same, to be looked at. */
    public DemoMailbox mailbox() {
        return new DemoMailbox(this);
    }

    /** The configuration that makes OminiGate send its letters there and read what is sent to it. */
    public Map<String, Object> settings() {
        return Map.ofEntries(
                Map.entry("ominigate.mail.host", HOST),
                Map.entry("ominigate.mail.port", server.getSmtp().getPort()),
                Map.entry("ominigate.mail.tls", "none"),
                Map.entry("ominigate.mail.from", CONTACT),
                Map.entry("ominigate.mailbox.host", HOST),
                Map.entry("ominigate.mailbox.port", server.getImap().getPort()),
                Map.entry("ominigate.mailbox.tls", "none"),
                Map.entry("ominigate.mailbox.user", CONTACT),
                Map.entry("ominigate.mailbox.password", password),
                Map.entry("ominigate.demo-mail.smtp-port", server.getSmtp().getPort()),
                Map.entry("ominigate.demo-mail.imap-port", server.getImap().getPort()),
                Map.entry("ominigate.demo-mail.contact", CONTACT),
                Map.entry("ominigate.demo-mail.password", password));
    }

    /** How a script reaches it: what {@code demo.json} says of mail. */
    @ConfigurationProperties("ominigate.demo-mail")
    @Requires(property = "ominigate.demo-mail.smtp-port")
    record Access(int smtpPort, int imapPort, String contact, String password) {}

    @Override
    public void close() {
        server.stop();
    }
}
