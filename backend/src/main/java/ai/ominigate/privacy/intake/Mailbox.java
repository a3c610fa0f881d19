package ai.ominigate.privacy.intake;

import ai.ominigate.egress.Egress;
import ai.ominigate.model.system.EgressUse;
import ai.ominigate.platform.WorkGate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Header;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.UIDFolder;
import jakarta.mail.event.MessageCountAdapter;
import jakarta.mail.event.MessageCountEvent;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.search.FlagTerm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the contact mailbox for as long as the process runs: what is new at once where the server tells (IDLE, RFC 2177), and
 * every {@link #POLL} in any case. A mail that is stored is marked as seen, and removed
 * after {@link MailboxSettings#keep}; one that could not be taken in whole is flagged besides, for a person to read there.
 */
@Context
@Requires(beans = MailboxSettings.class)
final class Mailbox implements AutoCloseable {
    static final Duration POLL = Duration.ofSeconds(20);

    private static final FetchProfile NEEDED_OF_ALL = new FetchProfile();
    private static final int AT_ONCE = 100;
    private static final Duration TIDIED_EVERY = Duration.ofMinutes(10);

    /** So often a mail is asked for that its server does not hand out. */
    private static final int TRIES_OF_ONE_MAIL = 5;

    static {
        NEEDED_OF_ALL.add(UIDFolder.FetchProfileItem.UID);
        NEEDED_OF_ALL.add(FetchProfile.Item.SIZE);
        NEEDED_OF_ALL.add(FetchProfile.Item.FLAGS);
        // Not the envelope: one that the server or the client makes nothing of would stand before all mails.
        NEEDED_OF_ALL.add(IMAPFolder.FetchProfileItem.INTERNALDATE);
    }

    private static final double MILLIS = 1_000;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Mailbox.class);

    private final MailboxSettings settings;
    private final Egress egress;
    private final Arrivals arrivals;
    private final InstantSource clock;
    private final Session session;
    private final String protocol;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable IMAPFolder idling;

    /** Whether there is something new that was not looked for yet. */
    private volatile boolean more;

    private volatile @Nullable Instant readAt;

    private Instant tidiedAt = Instant.MIN;
    private long triedMail;
    private int triesOfMail;

    Mailbox(
            MailboxSettings settings,
            Arrivals arrivals,
            WorkGate gate,
            Egress egress,
            InstantSource clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.egress = egress;
        this.arrivals = arrivals;
        this.clock = clock;
        this.protocol = settings.tls().equals("implicit") ? "imaps" : "imap";
        this.session = Session.getInstance(properties());
        Gauge.builder("ominigate.mailbox.read", this, Mailbox::secondsSinceRead)
                .baseUnit("seconds")
                .description("How long ago this node read the contact mailbox to its end; more than minutes is a fault")
                .register(metrics);
        Thread.ofVirtual().name("mailbox").start(() -> onceOpen(gate, this::readForGood));
        Thread.ofVirtual().name("mailbox-poll").start(() -> onceOpen(gate, this::pollForGood));
    }

    private double secondsSinceRead() {
        Instant last = readAt;
        return last == null
                ? Double.NaN
                : Math.max(0, Duration.between(last, clock.instant()).toMillis()) / MILLIS;
    }

    private static void onceOpen(WorkGate gate, Runnable work) {
        try {
            if (gate.pass()) {
                work.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Properties properties() {
        Properties properties = new Properties();
        String prefix = "mail." + protocol + ".";
        String timeout = Long.toString(settings.timeout().toMillis());
        properties.setProperty(prefix + "connectiontimeout", timeout);
        properties.setProperty(prefix + "timeout", timeout);
        properties.setProperty(prefix + "writetimeout", timeout);
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        boolean startTls = settings.tls().equals("starttls");
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(startTls));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(startTls));
        // What is read is not thereby seen: that is said once it is stored.
        properties.setProperty(prefix + "peek", "true");
        return properties;
    }

    private void readForGood() {
        Duration retry = FIRST_RETRY;
        while (closed.getCount() > 0) {
            try (IMAPStore store = (IMAPStore) session.getStore(protocol)) {
                egress.require(settings.host(), EgressUse.MAILBOX);
                store.connect(settings.host(), settings.port(), settings.user(), settings.password());
                try (Folder folder = store.getFolder(settings.folder())) {
                    folder.open(Folder.READ_WRITE);
                    folder.addMessageCountListener(new OnArrival());
                    while (closed.getCount() > 0) {
                        readNew((IMAPFolder) folder);
                        readAt = clock.instant();
                        removeOld(store, (IMAPFolder) folder);
                        retry = FIRST_RETRY;
                        awaitMore(store, (IMAPFolder) folder);
                    }
                }
            } catch (MessagingException | SQLException | Egress.UnregisteredHost | RuntimeException e) {
                if (closed.getCount() == 0) {
                    return;
                }
                LOG.warn("The contact mailbox cannot be read; it is tried again in {}: {}", retry, kind(e));
                pause(retry);
                retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
            }
        }
    }

    /** Its message can hold what the server or a sender wrote. */
    private static String kind(Exception e) {
        return e instanceof SQLException problem
                ? "SQLSTATE " + problem.getSQLState()
                : e.getClass().getSimpleName();
    }

    private void readNew(IMAPFolder folder) throws MessagingException, SQLException {
        more = false;
        long validity = folder.getUIDValidity();
        Message[] found = folder.getMessagesByUID(lastRead(validity) + 1, UIDFolder.LASTUID);
        for (int from = 0; from < found.length; from += AT_ONCE) {
            Message[] some = Arrays.copyOfRange(found, from, Math.min(from + AT_ONCE, found.length));
            folder.fetch(some, NEEDED_OF_ALL);
            for (Message each : some) {
                readIfNew(folder, validity, (MimeMessage) each);
            }
            folder.setFlags(some, new Flags(Flags.Flag.SEEN), true);
        }
    }

    /** What is stored, was seen, and is old enough. Whatever a person has put there or marked as unread stays. */
    private void removeOld(IMAPStore store, IMAPFolder folder) throws MessagingException, SQLException {
        Instant now = clock.instant();
        if (now.isBefore(tidiedAt.plus(TIDIED_EVERY)) && !settings.keep().isZero()) {
            return;
        }
        long read = lastRead(folder.getUIDValidity());
        Message[] seen = folder.search(new FlagTerm(new Flags(Flags.Flag.SEEN), true));
        folder.fetch(seen, NEEDED_OF_ALL);
        List<Message> old = new ArrayList<>();
        for (Message each : seen) {
            if (folder.getUID(each) <= read && isOld(each, now)) {
                old.add(each);
            }
        }
        if (!old.isEmpty()) {
            Message[] some = old.toArray(Message[]::new);
            folder.setFlags(some, new Flags(Flags.Flag.DELETED), true);
            if (store.hasCapability("UIDPLUS")) {
                folder.expunge(some);
            } else {
                folder.expunge();
            }
        }
        tidiedAt = now;
    }

    private boolean isOld(Message message, Instant now) throws MessagingException {
        Date arrived = message.getReceivedDate();
        Duration kept = message.isSet(Flags.Flag.FLAGGED) ? MailboxSettings.KEPT_FOR_A_PERSON : settings.keep();
        return arrived != null && !arrived.toInstant().plus(kept).isAfter(now);
    }

    private long lastRead(long validity) throws SQLException {
        return arrivals.lastRead(settings.name(), validity);
    }

    /** A server answers with its last mail even if that is an older one; and another node may have read it meanwhile. */
    private void readIfNew(IMAPFolder folder, long validity, MimeMessage message)
            throws MessagingException, SQLException {
        long uid = folder.getUID(message);
        if (uid > lastRead(validity)) {
            Date arrived = message.getReceivedDate();
            Instant arrivedAt = arrived == null ? null : arrived.toInstant();
            try {
                IncomingMail mail = read(message);
                arrivals.store(settings.name(), validity, uid, mail, arrivedAt);
                if (!mail.cut().isEmpty()) {
                    leaveToAPerson(message);
                }
            } catch (MessagingException e) {
                if (!folder.isOpen() || !isTriedOften(uid)) {
                    throw e;
                }
                LOG.warn(
                        "The mail {} of the contact mailbox was not handed out {} times, and is left to a person: {}",
                        uid,
                        TRIES_OF_ONE_MAIL,
                        kind(e));
                arrivals.store(settings.name(), validity, uid, MailReading.unreadable(), arrivedAt);
                leaveToAPerson(message);
            } catch (StackOverflowError e) {
                LOG.warn(
                        "The mail {} of the contact mailbox is built to exhaust whoever reads it, and is left to a person",
                        uid);
                arrivals.store(settings.name(), validity, uid, MailReading.unreadable(), arrivedAt);
                leaveToAPerson(message);
            } catch (SQLException | RuntimeException e) {
                if (!isAboutTheMail(e)) {
                    throw e;
                }
                LOG.warn(
                        "The mail {} of the contact mailbox cannot be read, and is left to a person: {}", uid, kind(e));
                arrivals.store(settings.name(), validity, uid, MailReading.unreadable(), arrivedAt);
                leaveToAPerson(message);
            }
        }
    }

    private static void leaveToAPerson(MimeMessage message) throws MessagingException {
        message.setFlag(Flags.Flag.FLAGGED, true);
    }

    /** A mail that its server cannot hand out must not stand before all that come after it. */
    private boolean isTriedOften(long uid) {
        triesOfMail = uid == triedMail ? triesOfMail + 1 : 1;
        triedMail = uid;
        return triesOfMail >= TRIES_OF_ONE_MAIL;
    }

    /** A mail that we make something wrong of must not stand before all that come after it. */
    private static boolean isAboutTheMail(Exception e) {
        String state = e instanceof SQLException problem ? problem.getSQLState() : null;
        return e instanceof RuntimeException || state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private IncomingMail read(MimeMessage message) throws MessagingException {
        Bounded raw = new Bounded(MailReading.MOST_BYTES);
        try {
            if (message.getSize() <= MailReading.MOST_BYTES) {
                message.writeTo(raw);
                return MailReading.of(
                        new MimeMessage(session, new ByteArrayInputStream(raw.toByteArray())), settings.checkedBy());
            }
        } catch (TooLarge e) {
            // Said to be smaller than it is: its head must do.
        } catch (IOException e) {
            throw new MessagingException("a mail could not be fetched", e);
        }
        return MailReading.headOf(headOf(message), settings.checkedBy());
    }

    private MimeMessage headOf(MimeMessage message) throws MessagingException {
        MimeMessage head = new MimeMessage(session);
        for (Header header : Collections.list(message.getAllHeaders())) {
            head.addHeader(header.getName(), header.getValue());
        }
        return head;
    }

    /** Until something may be new. */
    private void awaitMore(IMAPStore store, IMAPFolder folder) throws MessagingException {
        if (!store.hasCapability("IDLE")) {
            pause(POLL);
            return;
        }
        idling = folder;
        try {
            if (!more && closed.getCount() > 0) {
                folder.idle(true);
            }
        } finally {
            idling = null;
        }
    }

    /** A server that tells nothing, or lost the connection without a word, is asked in any case. */
    private void pollForGood() {
        while (!pause(POLL)) {
            stopIdling();
        }
    }

    /** By a command of our own, as IMAPFolder saves itself those that it takes for needless. */
    private void stopIdling() {
        IMAPFolder folder = idling;
        if (folder != null) {
            try {
                folder.doCommand(protocol -> {
                    protocol.noop();
                    return null;
                });
            } catch (MessagingException e) {
                LOG.debug("The connection to the mailbox ended while it idled");
            }
        }
    }

    /** Returns whether it is closed. */
    private boolean pause(Duration time) {
        try {
            return closed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    @PreDestroy
    public void close() {
        closed.countDown();
        stopIdling();
    }

    /**
     * A mail that comes just before the server begins to tell of new ones is told of before that, and would wait for the next
     * poll.
     */
    private final class OnArrival extends MessageCountAdapter {
        @Override
        public void messagesAdded(MessageCountEvent event) {
            more = true;
            stopIdling();
        }
    }

    /** There is more than may be read. */
    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private static final class Bounded extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        public void write(int one) throws TooLarge {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws TooLarge {
            if (bytes.size() + length > most) {
                throw new TooLarge();
            }
            bytes.write(from, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
