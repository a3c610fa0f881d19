package ai.ominigate.privacy.intake;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Requires;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The mailbox of the contact address, read by IMAP.
 *
 * @param host the mail server's name
 * @param port 993 unless it is another
 * @param user who may read it
 * @param tls {@code implicit}, {@code starttls}, or {@code none} for a server on this machine
 * @param folder which folder of it
 * @param checkedBy the name under which the mail server writes what it found out about senders ({@code authserv-id}, RFC
 *     8601); null if it does not
 * @param timeout how long one step may take
 * @param keep for how long a mail stays in the mailbox once all of it is stored: as long as it does, it is there beside what
 *     is deleted here. One that could not be taken in whole is flagged and stays {@link #KEPT_FOR_A_PERSON}
 */
@ConfigurationProperties("ominigate.mailbox")
@Requires(property = "ominigate.mailbox.host")
record MailboxSettings(
        String host,
        @Bindable(defaultValue = "993") int port,
        String user,
        String password,
        @Bindable(defaultValue = "implicit") String tls,
        @Bindable(defaultValue = "INBOX") String folder,
        @Nullable String checkedBy,
        @Bindable(defaultValue = "30s") Duration timeout,
        @Bindable(defaultValue = "24h") Duration keep) {

    /** Longer than the law lets a request be open. */
    static final Duration KEPT_FOR_A_PERSON = Duration.ofDays(100);

    MailboxSettings {
        tls = tls.toLowerCase(Locale.ROOT);
        boolean here = host.equals("localhost") || host.equals("127.0.0.1") || host.equals("::1");
        if (!tls.equals("implicit") && !tls.equals("starttls") && !(tls.equals("none") && here)) {
            throw new CannotStart("The setting ominigate.mailbox.tls must be implicit or starttls; none would send the"
                    + " password in the clear and is for a server on this machine.");
        }
        if (keep.isNegative()) {
            throw new CannotStart("The setting ominigate.mailbox.keep must be a time such as 24h, or 0s.");
        }
        if (port < 1 || port > 65_535 || !timeout.isPositive() || user.isBlank()) {
            throw new CannotStart(
                    "The settings ominigate.mailbox.port, .timeout and .user must be a port, a time such as 30s"
                            + " and a name.");
        }
    }

    /** Which mailbox it is, for the place up to which it was read. */
    String name() {
        return user + "@" + host + "/" + folder;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MailboxSettings[" + host + ":" + port + ", " + tls + "]";
    }
}
