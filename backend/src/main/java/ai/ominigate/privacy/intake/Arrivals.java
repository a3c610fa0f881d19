package ai.ominigate.privacy.intake;

import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.RequestChannel;
import ai.ominigate.model.privacy.RequestType;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.privacy.intake.IncomingMail.SenderCheck;
import ai.ominigate.privacy.intake.IncomingMail.Writer;
import ai.ominigate.privacy.intake.IntakeTables.Thread;
import ai.ominigate.privacy.request.Requests;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes requests of mails. A mail, what it asks for, the letter that tells that we have it, and the place up to which the
 * mailbox is read are one transaction.
 */
@Singleton
final class Arrivals {
    /** To one address in a day: whoever writes more hears no more from a program, so that two of them cannot talk for ever. */
    static final int MOST_LETTERS = 5;

    private static final Duration DAY = Duration.ofDays(1);

    private final DataSource dataSource;
    private final IntakeTables tables;
    private final Requests requests;
    private final Outbox outbox;
    private final InstantSource clock;

    Arrivals(DataSource dataSource, IntakeTables tables, Requests requests, Outbox outbox, InstantSource clock) {
        this.dataSource = dataSource;
        this.tables = tables;
        this.requests = requests;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** The number of the last mail of this mailbox that is stored; 0 if there is none, or the server has begun to count anew. */
    long lastRead(String mailbox, long validity) throws SQLException {
        return Transaction.run(dataSource, transaction -> tables.lastRead(transaction, mailbox, validity));
    }

    /**
     * Stores a mail, unless it is stored.
     *
     * @param arrivedAt when our mail server took it; null if it does not say
     */
    void store(String mailbox, long validity, long uid, IncomingMail mail, @Nullable Instant arrivedAt)
            throws SQLException {
        Instant now = clock.instant();
        Instant receivedAt = arrivedAt == null || arrivedAt.isAfter(now) ? now : arrivedAt;
        Transaction.run(dataSource, transaction -> {
            if (tables.lockedLastRead(transaction, mailbox, validity) < uid) {
                take(transaction, mail, receivedAt, mailbox + " " + validity + " " + uid);
                tables.readUpTo(transaction, mailbox, uid);
            }
            return null;
        });
    }

    private void take(Connection transaction, IncomingMail mail, Instant receivedAt, String place) throws SQLException {
        String knownAs = knownAs(mail, place);
        if (tables.isKnown(transaction, knownAs)) {
            return;
        }
        Map<UUID, UUID> returned = tables.threadsOfLetters(transaction, mail.returned());
        Thread known = tables.thread(transaction, mail.thread());
        if (known == null && !returned.isEmpty()) {
            known = tables.thread(transaction, mail.returned());
        }
        Thread thread = known == null ? begin(transaction, mail) : known;
        boolean ofAnother = mail.sender() == null || !mail.sender().equalsIgnoreCase(thread.sender());
        UUID message = UuidV7.at(clock.instant());
        tables.addMessage(transaction, message, thread.id(), knownAs, mail, ofAnother, receivedAt);
        // Whoever writes where nothing is to be done any more asks something new: no words of theirs are lost.
        boolean begins = known == null || !requests.isOpen(transaction, thread.id());
        if (mail.writer() == Writer.PERSON && known != null) {
            requests.heard(transaction, thread.id(), message, ofAnother || mail.senderCheck() == SenderCheck.FAILED);
        }
        if (mail.writer() == Writer.PERSON && (known == null || !ofAnother)) {
            ask(transaction, mail, thread, receivedAt, begins);
        } else if (mail.writer() == Writer.LIST && known == null) {
            open(transaction, thread, null, receivedAt);
        }
        if (mail.writer() == Writer.PERSON && known != null && ofAnother) {
            askForThemselves(transaction, mail, thread, message, receivedAt);
        }
        for (Map.Entry<UUID, UUID> letter : returned.entrySet()) {
            requests.returned(transaction, letter.getValue(), letter.getKey());
        }
    }

    /**
     * Whoever writes into somebody else's thread asks nothing in their name, but may ask something of their own: that is a
     * thread of theirs, with clocks of its own. Only where their words are clear.
     */
    private void askForThemselves(
            Connection transaction, IncomingMail mail, Thread others, UUID message, Instant receivedAt)
            throws SQLException {
        Set<RequestType> types = typesIn(mail);
        if (mail.sender() == null || types.isEmpty() || types.equals(Set.of(RequestType.QUESTION))) {
            return;
        }
        Thread own = begin(transaction, mail);
        tables.asksIn(transaction, message, own.id());
        long number = openAll(transaction, own, types, receivedAt);
        requests.follows(transaction, own.id(), others.id());
        acknowledge(transaction, mail, own, number, expected(types, receivedAt));
    }

    private static Set<RequestType> typesIn(IncomingMail mail) {
        return switch (recognised(mail)) {
            case Recognised.Types(Set<RequestType> found) -> found;
            case Recognised.Uncertain() -> Set.of();
        };
    }

    private Thread begin(Connection transaction, IncomingMail mail) throws SQLException {
        Thread thread =
                new Thread(UuidV7.at(clock.instant()), mail.sender(), Languages.of(mail.subject() + " " + mail.text()));
        tables.addThread(transaction, thread);
        return thread;
    }

    /** What could not be read is not guessed at. */
    private static Recognised recognised(IncomingMail mail) {
        return mail.cut().contains(IncomingMail.Cut.TOO_LARGE)
                ? new Recognised.Uncertain()
                : TypeRecognition.of(mail.subject(), mail.text());
    }

    /** Whoever answers in a thread asks for something more only where their words are clear. */
    private void ask(Connection transaction, IncomingMail mail, Thread thread, Instant receivedAt, boolean first)
            throws SQLException {
        Set<RequestType> types = typesIn(mail);
        if (first) {
            long number = types.isEmpty()
                    ? open(transaction, thread, null, receivedAt)
                    : openAll(transaction, thread, types, receivedAt);
            acknowledge(transaction, mail, thread, number, expected(types, receivedAt));
        } else {
            for (RequestType type : types) {
                if (type != RequestType.QUESTION && !requests.isAsked(transaction, thread.id(), type)) {
                    open(transaction, thread, type, receivedAt);
                }
            }
        }
    }

    private long openAll(Connection transaction, Thread thread, Set<RequestType> types, Instant receivedAt)
            throws SQLException {
        long first = Long.MAX_VALUE;
        for (RequestType type : List.of(RequestType.values())) {
            if (types.contains(type)) {
                first = Math.min(first, open(transaction, thread, type, receivedAt));
            }
        }
        return first;
    }

    private long open(Connection transaction, Thread thread, @Nullable RequestType type, Instant receivedAt)
            throws SQLException {
        return requests.open(transaction, thread.id(), type, RequestChannel.MAIL, receivedAt)
                .number();
    }

    private LocalDate expected(Set<RequestType> types, Instant receivedAt) {
        return types.stream()
                .map(type -> requests.answerBy(type, receivedAt))
                .min(LocalDate::compareTo)
                .orElseGet(() -> requests.answerBy(null, receivedAt));
    }

    /** Once for what a thread begins with, to whoever began it; not to a sender who may be somebody else's name. */
    private void acknowledge(Connection transaction, IncomingMail mail, Thread thread, long number, LocalDate expected)
            throws SQLException {
        Instant now = clock.instant();
        if (mail.sender() == null
                || mail.senderCheck() == SenderCheck.FAILED
                || tables.acknowledged(transaction, mail.sender(), now.minus(DAY)) >= MOST_LETTERS) {
            return;
        }
        UUID letter = outbox.leave(
                transaction,
                new Letter(
                        Template.REQUEST_RECEIVED,
                        mail.sender(),
                        "thread:" + thread.id(),
                        thread.language(),
                        Map.of(
                                "reference",
                                Requests.reference(number),
                                "expected",
                                DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                                        .withLocale(thread.language())
                                        .format(expected))));
        tables.acknowledge(transaction, thread.id(), letter, now);
        requests.acknowledged(transaction, thread.id(), letter);
    }

    /** By its {@code Message-ID}; a mail without one is known by where it lay. */
    private static String knownAs(IncomingMail mail, String place) {
        try {
            String name = mail.messageId() == null ? "at " + place : "id " + mail.messageId() + " " + mail.sender();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
