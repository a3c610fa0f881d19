package ai.ominigate.privacy.request;

import ai.ominigate.accounts.Customers;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.privacy.IdentityLevel;
import ai.ominigate.privacy.request.RequestTimeline.Kind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Letters about requests. Once somebody has shown who they are, they go to the address that the account is registered with;
 * before, to whoever wrote, and then they say nothing about any account. What is answered to one comes into its thread.
 */
@Singleton
final class RequestLetters {
    /** How long what somebody wrote by hand waits, so that they can take it back. */
    private static final Duration HELD = Duration.ofSeconds(30);

    private static final String CODE = "code";

    private final Outbox outbox;
    private final Customers customers;
    private final InstantSource clock;

    RequestLetters(Outbox outbox, Customers customers, InstantSource clock) {
        this.outbox = outbox;
        this.customers = customers;
        this.clock = clock;
    }

    /** Where a letter about it goes; null if there is no such address. */
    @Nullable
    String recipient(Connection connection, RequestFile file) throws SQLException {
        if (file.account() != null && file.identity() != IdentityLevel.L0) {
            return customers.emailOf(connection, file.account());
        }
        return file.sender();
    }

    /** The address that the account is registered with, whoever asks; null if there is none. */
    @Nullable
    String registered(Connection connection, RequestFile file) throws SQLException {
        return file.account() == null ? null : customers.emailOf(connection, file.account());
    }

    /**
     * The letter as it would go to this address.
     *
     * @param about whose it is: the account's once it is known to be theirs, else the request's
     */
    static Letter letter(
            RequestFile file, String recipient, String about, Template template, Map<String, String> values) {
        Map<String, String> all = new HashMap<>(values);
        all.put("reference", file.reference());
        return new Letter(template, recipient, about, file.language(), all);
    }

    /** Whose a letter to whoever asks is. */
    static String about(RequestFile file) {
        return file.account() == null || file.identity() == IdentityLevel.L0
                ? "request:" + file.id()
                : "account:" + file.account();
    }

    /**
     * Leaves a letter to whoever asks.
     *
     * @param member who wrote it; null for the program
     * @return its id; null if there is no address to write to
     */
    @Nullable
    UUID leave(
            Connection transaction,
            RequestFile file,
            Template template,
            Map<String, String> values,
            @Nullable UUID member)
            throws SQLException {
        String recipient = recipient(transaction, file);
        return recipient == null
                ? null
                : leave(transaction, file, letter(file, recipient, about(file), template, values), member);
    }

    /**
     * Leaves a letter to whoever wrote and has not shown that an account is theirs, once. It says and depends on nothing of
     * whether there is one.
     *
     * @param registered the address of the account that it may be about, which gets letters of its own; null for none
     */
    void leaveToStranger(
            Connection transaction,
            RequestFile file,
            Template template,
            @Nullable String registered,
            @Nullable UUID member)
            throws SQLException {
        String stranger = file.identity() == IdentityLevel.L0 ? file.sender() : null;
        if (stranger != null && !stranger.equalsIgnoreCase(registered) && !wasLeft(transaction, file, template)) {
            leave(transaction, file, letter(file, stranger, "request:" + file.id(), template, Map.of()), member);
        }
    }

    private static boolean wasLeft(Connection connection, RequestFile file, Template template) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT FROM privacy.request_letter WHERE request = ? AND template = ?")) {
            query.setObject(1, file.id());
            query.setString(2, template.name());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Leaves a letter to an address of the account, whoever asks. */
    UUID leaveToRegistered(
            Connection transaction, RequestFile file, String registered, Template template, Map<String, String> values)
            throws SQLException {
        return leave(transaction, file, letter(file, registered, "account:" + file.account(), template, values), null);
    }

    private UUID leave(Connection transaction, RequestFile file, Letter letter, @Nullable UUID member)
            throws SQLException {
        UUID id = outbox.leave(transaction, letter);
        Instant now = clock.instant();
        remember(transaction, file, id, withoutCode(letter).read(), letter.template(), member, now);
        RequestTimeline.add(transaction, file.id(), now, Kind.WRITTEN, member, null, "letter:" + id);
        return id;
    }

    /** Has a letter that somebody wrote by hand wait, so that they can take it back. */
    void hold(Connection transaction, UUID letter) throws SQLException {
        outbox.hold(transaction, letter, clock.instant().plus(HELD));
    }

    /**
     * Takes back a letter that waits so, as if it had never been written.
     *
     * @param member who wrote it
     * @return whether it is; one that has gone, or that this member did not write by hand, is not
     */
    boolean takeBack(Connection transaction, RequestFile file, UUID letter, UUID member) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement("""
                DELETE FROM privacy.request_letter
                WHERE letter = ? AND request = ? AND member = ? AND template = ?
                """)) {
            delete.setObject(1, letter);
            delete.setObject(2, file.id());
            delete.setObject(3, member);
            delete.setString(4, Template.REQUEST_MESSAGE.name());
            // What refuses it afterwards rolls this back.
            if (delete.executeUpdate() == 0 || !outbox.takeBack(transaction, letter)) {
                return false;
            }
        }
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM privacy.known_mail WHERE thread = ? AND letter = ?")) {
            delete.setObject(1, file.thread());
            delete.setObject(2, letter);
            delete.executeUpdate();
        }
        RequestTimeline.forget(transaction, file.id(), Kind.WRITTEN, "letter:" + letter);
        return true;
    }

    /** A code is the person's alone; whoever works on the request must not read it. */
    private static Letter withoutCode(Letter letter) {
        Map<String, String> values = new HashMap<>(letter.values());
        values.computeIfPresent(CODE, (name, code) -> "•••");
        return new Letter(letter.template(), letter.recipient(), letter.about(), letter.language(), values);
    }

    private static void remember(
            Connection transaction,
            RequestFile file,
            UUID id,
            Letter.Reading reading,
            Template template,
            @Nullable UUID member,
            Instant now)
            throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.request_letter (letter, request, at, member, template, subject, text)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, id);
            insert.setObject(2, file.id());
            insert.setObject(3, now.atOffset(ZoneOffset.UTC));
            insert.setObject(4, member);
            insert.setString(5, template.name());
            insert.setString(6, reading.subject());
            insert.setString(7, reading.text());
            insert.executeUpdate();
        }
        try (PreparedStatement insert =
                transaction.prepareStatement("INSERT INTO privacy.known_mail (thread, letter) VALUES (?, ?)")) {
            insert.setObject(1, file.thread());
            insert.setObject(2, id);
            insert.executeUpdate();
        }
    }
}
