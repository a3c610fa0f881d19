package ai.ominigate.customer.identity;

import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Accounts.EmailInUse;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.Passwords;
import ai.ominigate.credential.Secret;
import ai.ominigate.customer.identity.OneTimeLinks.For;
import ai.ominigate.customer.identity.OneTimeLinks.Kind;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Another address for somebody who signs in. Both mailboxes have to say yes, in either order; for three days the old one
 * can take it back, whoever has the account by then. Blocks.
 */
@Singleton
public final class EmailChanges {
    private final DataSource dataSource;
    private final Members members;
    private final Customers customers;
    private final OwnerFields owners;
    private final Accounts accounts;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final Entrance entrance;
    private final Outbox outbox;
    private final PublicAddress address;
    private final ApplicationEventPublisher<EmailChanged> changed;
    private final InstantSource clock;

    EmailChanges(
            DataSource dataSource,
            Members members,
            Customers customers,
            OwnerFields owners,
            Accounts accounts,
            Sessions sessions,
            SecondFactors factors,
            Entrance entrance,
            Outbox outbox,
            PublicAddress address,
            ApplicationEventPublisher<EmailChanged> changed,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.customers = customers;
        this.owners = owners;
        this.accounts = accounts;
        this.sessions = sessions;
        this.factors = factors;
        this.entrance = entrance;
        this.outbox = outbox;
        this.address = address;
        this.changed = changed;
        this.clock = clock;
    }

    /** Somebody has another address: an event of the application, for whoever looks for abuse. */
    public record EmailChanged(Instant at, UUID account, UUID member) {}

    /** How far a change is. */
    public record Progress(boolean confirmedByOld, boolean confirmedByNew, boolean done) {}

    private record Change(
            UUID id,
            UUID member,

            @PersonalData(
                    category = Category.EMAIL,
                    purpose = Purpose.SERVICE,
                    columns = {"customer.email_change.before", "customer.email_change.after"})
            String before,

            String after,
            boolean confirmedByOld,
            boolean confirmedByNew,
            boolean done) {
        /** Without the addresses. */
        @Override
        public String toString() {
            return "Change[" + id + "]";
        }
    }

    /**
     * Somebody wants another address: both mailboxes are asked. What they wanted before is forgotten.
     *
     * @throws Refused if the password is wrong, or the address none or theirs already
     */
    public void ask(UUID member, String email, String password) throws SQLException {
        String after = Email.checked(email);
        Member me = factors.requirePassword(member, password);
        if (after.equals(me.email())) {
            throw Refused.invalid("This is your address already.");
        }
        entrance.count(FailedTries.subject("email-change", member.toString()));
        Transaction.run(dataSource, transaction -> {
            Instant now = now();
            UUID change = begin(transaction, me, after, now);
            For whom = new For(me.account(), me.id(), change);
            send(transaction, Template.EMAIL_CONFIRM_OLD, me, me.email(), Kind.EMAIL_OLD, whom);
            // Whether another account has it is told to nobody: its owner gets the letter, and the change fails at the
            // end.
            send(transaction, Template.EMAIL_CONFIRM_NEW, me, after, Kind.EMAIL_NEW, whom);
            return true;
        });
    }

    private static UUID begin(Connection transaction, Member me, String after, Instant now) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement(
                "DELETE FROM customer.email_change WHERE member = ? AND done_at IS NULL")) {
            delete.setObject(1, me.id());
            delete.executeUpdate();
        }
        UUID id = UuidV7.at(now);
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO customer.email_change (id, member, before, after, asked_at) VALUES (?, ?, ?, ?, ?)")) {
            insert.setObject(1, id);
            insert.setObject(2, me.id());
            insert.setString(3, me.email());
            insert.setString(4, after);
            insert.setObject(5, atUtc(now));
            insert.executeUpdate();
        }
        return id;
    }

    private void send(Connection transaction, Template template, Member me, String to, Kind kind, For whom)
            throws SQLException {
        String token = OneTimeLinks.make(transaction, kind, whom, clock.instant());
        outbox.leave(
                transaction,
                new Letter(
                        template,
                        to,
                        me.about(),
                        me.language(),
                        Map.of(
                                "link", address.of("/email/" + token),
                                "hours", String.valueOf(kind.holds().toHours()))));
    }

    /** Whether the link of a letter still holds, as far as one can tell now. */
    public boolean holds(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return OneTimeLinks.holds(connection, Kind.EMAIL_OLD, token, clock.instant())
                    || OneTimeLinks.holds(connection, Kind.EMAIL_NEW, token, clock.instant())
                    || OneTimeLinks.holds(connection, Kind.EMAIL_BACK, token, clock.instant());
        }
    }

    /**
     * Somebody says yes to a letter: to the change, or to having the old address back.
     *
     * @throws Refused {@code link_invalid} if the link does not hold, {@code email_in_use} if somebody else has the address
     */
    public Progress follow(String token, Visit visit) throws SQLException {
        entrance.requirePatience(Door.ENTRANCE, visit);
        Progress progress = Transaction.<@Nullable Progress>run(dataSource, transaction -> {
            Progress confirmed = confirm(transaction, token);
            return confirmed == null ? takeBack(transaction, token) : confirmed;
        });
        if (progress == null) {
            entrance.failed(Door.ENTRANCE, visit);
            throw new Refused(
                    HttpStatus.BAD_REQUEST,
                    "link_invalid",
                    "This link does not hold any more: it was used, or another change was asked for after it.");
        }
        return progress;
    }

    private @Nullable Progress confirm(Connection transaction, String token) throws SQLException {
        Instant now = now();
        For old = OneTimeLinks.use(transaction, Kind.EMAIL_OLD, token, now);
        For whom = old == null ? OneTimeLinks.use(transaction, Kind.EMAIL_NEW, token, now) : old;
        if (whom == null || whom.change() == null) {
            return null;
        }
        Change change =
                confirmed(transaction, whom.change(), old == null ? "confirmed_at_new" : "confirmed_at_old", now);
        if (change == null || change.done()) {
            return null;
        }
        boolean both = change.confirmedByOld() && change.confirmedByNew();
        if (both && !finish(transaction, change, now)) {
            return null;
        }
        return new Progress(change.confirmedByOld(), change.confirmedByNew(), both);
    }

    private static @Nullable Change confirmed(Connection transaction, UUID id, String which, Instant now)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("UPDATE customer.email_change SET " + which
                + " = ? WHERE id = ? RETURNING id, member, before, after, confirmed_at_old IS NOT NULL AS by_old,"
                + " confirmed_at_new IS NOT NULL AS by_new, done_at IS NOT NULL AS done")) {
            update.setObject(1, atUtc(now));
            update.setObject(2, id);
            try (ResultSet row = update.executeQuery()) {
                return row.next() ? change(row) : null;
            }
        }
    }

    private static Change change(ResultSet row) throws SQLException {
        return new Change(
                row.getObject("id", UUID.class),
                row.getObject("member", UUID.class),
                row.getString("before"),
                row.getString("after"),
                row.getBoolean("by_old"),
                row.getBoolean("by_new"),
                row.getBoolean("done"));
    }

    /** False if they have another address by now than the one that agreed. */
    private boolean finish(Connection transaction, Change change, Instant now) throws SQLException {
        Member me = members.lock(transaction, change.member());
        if (me == null || !me.email().equals(change.before())) {
            return false;
        }
        move(transaction, me, change.after(), change.id());
        mark(transaction, "done_at", change.id(), now);
        send(
                transaction,
                Template.EMAIL_CHANGED,
                me,
                change.before(),
                Kind.EMAIL_BACK,
                new For(me.account(), me.id(), change.id()));
        changed.publishEvent(new EmailChanged(now, me.account(), me.id()));
        return true;
    }

    /** The owner's address is the account's too. */
    private void move(Connection transaction, Member me, String email, UUID change) throws SQLException {
        UUID other = customers.withEmail(transaction, email);
        if (members.named(transaction, email) != null || other != null && !other.equals(me.account())) {
            throw inUse();
        }
        requireNotReserved(transaction, email, me.id(), now());
        try (PreparedStatement update = transaction.prepareStatement(
                "UPDATE customer.member SET email = ?, version = version + 1 WHERE id = ?")) {
            update.setString(1, email);
            update.setObject(2, me.id());
            update.executeUpdate();
        }
        if (me.role() == MemberRole.OWNER) {
            try {
                owners.changeEmail(transaction, me.account(), email, true, "change:" + change);
            } catch (EmailInUse e) {
                throw inUse();
            }
        }
        OneTimeLinks.drop(transaction, Kind.RESET, me.account(), me.id());
        outbox.redirect(transaction, me.about(), me.email(), email);
    }

    /**
     * Whoever had this address until a short time ago can still take it back, so nobody else gets it until then.
     *
     * @param email in lower case
     * @param by who wants it; null for somebody new
     * @throws Refused if somebody else can have it back
     */
    public static void requireNotReserved(Connection connection, String email, @Nullable UUID by, Instant now)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT EXISTS (
                    SELECT FROM customer.email_change
                    WHERE before = ? AND done_at > ? AND reverted_at IS NULL AND member IS DISTINCT FROM ?::uuid)
                """)) {
            query.setString(1, email);
            query.setObject(2, atUtc(now.minus(Kind.EMAIL_BACK.holds())));
            query.setObject(3, by);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    throw new Refused(
                            HttpStatus.CONFLICT,
                            "email_reserved",
                            "This address belonged to another account until a short time ago, which can still have it back"
                                    + " for up to 72 hours. Wait until then, or use another address.");
                }
            }
        }
    }

    private static Refused inUse() {
        return new Refused(
                HttpStatus.CONFLICT,
                "email_in_use",
                "This address cannot be used for your account. Your address stays as it is; ask for another one.");
    }

    private @Nullable Progress takeBack(Connection transaction, String token) throws SQLException {
        Instant now = now();
        For whom = OneTimeLinks.use(transaction, Kind.EMAIL_BACK, token, now);
        Member me = whom == null || whom.member() == null ? null : members.lock(transaction, whom.member());
        if (me == null || whom == null || whom.change() == null) {
            return null;
        }
        Asked asked = asked(transaction, whom.change());
        move(transaction, me, asked.before(), whom.change());
        mark(transaction, "reverted_at", whom.change(), now);
        lockOut(transaction, me, asked.at());
        leaveReset(transaction, me, asked.before());
        return new Progress(true, true, true);
    }

    /**
     * Locks the owner of an account out whose address has just been put back, as somebody else may have had it: they choose
     * another password by a letter to it.
     *
     * @param since when the address went to whoever may be somebody else
     */
    public void ownerPutBack(Connection transaction, UUID account, Instant since) throws SQLException {
        Member owner = members.owner(transaction, account);
        if (owner != null) {
            lockOut(transaction, owner, since);
            leaveReset(transaction, owner, owner.email());
        }
    }

    private void leaveReset(Connection transaction, Member me, String to) throws SQLException {
        String reset = OneTimeLinks.make(transaction, Kind.RESET, For.member(me), now());
        outbox.leave(
                transaction,
                new Letter(
                        Template.EMAIL_BACK,
                        to,
                        me.about(),
                        me.language(),
                        Map.of(
                                "link", address.of("/reset/" + reset),
                                "minutes", String.valueOf(Kind.RESET.holds().toMinutes()))));
    }

    /**
     * Whoever changed the address may have been somebody else: nothing of what they knew or did since opens the account again
     * or lets them have the address once more.
     */
    private void lockOut(Connection transaction, Member me, Instant since) throws SQLException {
        Members.setPassword(transaction, me.id(), Passwords.hash(Secret.random("")));
        SecondFactors.dropIfSince(transaction, me.id(), since);
        OneTimeLinks.drop(transaction, Kind.CODE, me.account(), me.id());
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM customer.email_change WHERE member = ? AND asked_at > ?")) {
            delete.setObject(1, me.id());
            delete.setObject(2, atUtc(since));
            delete.executeUpdate();
        }
        if (me.role() == MemberRole.OWNER) {
            accounts.revokeMadeSince(transaction, me.account(), since);
        }
        sessions.endAll(transaction, me.id(), null);
    }

    private record Asked(String before, Instant at) {
        /** Without the address. */
        @Override
        public String toString() {
            return "Asked[" + at + "]";
        }
    }

    private static Asked asked(Connection transaction, UUID change) throws SQLException {
        try (PreparedStatement query =
                transaction.prepareStatement("SELECT before, asked_at FROM customer.email_change WHERE id = ?")) {
            query.setObject(1, change);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return new Asked(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
            }
        }
    }

    private static void mark(Connection transaction, String what, UUID change, Instant now) throws SQLException {
        try (PreparedStatement update =
                transaction.prepareStatement("UPDATE customer.email_change SET " + what + " = ? WHERE id = ?")) {
            update.setObject(1, atUtc(now));
            update.setObject(2, change);
            update.executeUpdate();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
