package ai.ominigate.mail;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The mail server that letters are handed to.
 *
 * @param host its name
 * @param port 587 unless it is another
 * @param user whom we sign in as; null to send without signing in
 * @param from the address that letters come from
 * @param tls how the connection is kept secret
 * @param timeout how long one step of handing over may take
 */
@ConfigurationProperties("ominigate.mail")
@Requires(property = "ominigate.mail.host")
record MailSettings(
        String host,
        @Bindable(defaultValue = "587") int port,
        @Nullable String user,
        @Nullable String password,
        @Bindable(defaultValue = "contact@ominigate.ai") String from,
        @Bindable(defaultValue = "STARTTLS") Tls tls,
        @Bindable(defaultValue = "20s") Duration timeout) {

    /** Addresses of this machine alone (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.[0-9]{1,3}){3}|\\[?::1\\]?");

    /** How the connection to the mail server is kept secret. */
    enum Tls {
        /** It begins in the clear and nothing is sent before it is encrypted (RFC 3207). */
        STARTTLS,
        /** Encrypted from the first byte (RFC 8314). */
        IMPLICIT,
        /** Not at all: for a server on this machine. */
        NONE
    }

    MailSettings {
        if ((user == null) != (password == null)) {
            throw new CannotStart(
                    "Of the settings ominigate.mail.user and ominigate.mail.password one is missing; give both or none.");
        }
        if (port < 1 || port > 65_535 || !timeout.isPositive() || !from.contains("@")) {
            throw new CannotStart(
                    "The settings ominigate.mail.port, .timeout and .from must be a port, a time such as 20s"
                            + " and an address such as contact@example.com.");
        }
        if (tls == Tls.NONE && !isOnThisMachine(host)) {
            throw new CannotStart("The setting ominigate.mail.tls is none, which would send letters in the clear to "
                    + host + ". Set it to starttls or implicit.");
        }
    }

    private static boolean isOnThisMachine(String host) {
        // Without looking any name up: where mail goes is asked of Egress first, and a name may be another machine's
        // tomorrow.
        return host.equalsIgnoreCase("localhost") || LOOPBACK.matcher(host).matches();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailSettings[" + host + ":" + port + ", " + tls + "]";
    }
}
