package ai.ominigate.customer.team;

import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.PasswordRules;
import ai.ominigate.credential.Secret;
import ai.ominigate.credential.Waits;
import ai.ominigate.customer.identity.Arrivals;
import ai.ominigate.customer.identity.Bar;
import ai.ominigate.customer.identity.CustomerSession.Opened;
import ai.ominigate.customer.identity.EmailChanges;
import ai.ominigate.customer.identity.Entrance;
import ai.ominigate.customer.identity.Member;
import ai.ominigate.customer.identity.Members;
import ai.ominigate.customer.identity.PasswordTurns;
import ai.ominigate.customer.identity.Sessions;
import ai.ominigate.customer.identity.Visit;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The people of an account. An address belongs to one account; whoever leaves is forgotten as a member. Blocks. */
@Singleton
public final class Team {
    private static final Duration HOLDS = Duration.ofDays(7);
    private static final String PREFIX = "ci-";

    /** As many as one can look through; more is a matter for us to talk about. */
    private static final int MOST = 100;

    /** Invitations of an account in a day, or to one address, before each takes longer. */
    private static final int FREE_LETTERS = 20;

    private static final int FREE_LETTERS_TO_ONE = 3;

    private static final String COLUMNS = "id, account, email, role, created_at, expires_at";

    private final DataSource dataSource;
    private final Members members;
    private final Customers customers;
    private final OwnerFields owners;
    private final Sessions sessions;
    private final Entrance entrance;
    private final Arrivals arrivals;
    private final FailedTries tries;
    private final PasswordTurns passwords;
    private final Outbox outbox;
    private final PublicAddress address;
    private final InstantSource clock;

    Team(
            DataSource dataSource,
            Members members,
            Customers customers,
            OwnerFields owners,
            Sessions sessions,
            Entrance entrance,
            Arrivals arrivals,
            FailedTries tries,
            PasswordTurns passwords,
            Outbox outbox,
            PublicAddress address,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.customers = customers;
        this.owners = owners;
        this.sessions = sessions;
        this.entrance = entrance;
        this.arrivals = arrivals;
        this.tries = tries;
        this.passwords = passwords;
        this.outbox = outbox;
        this.address = address;
        this.clock = clock;
    }

    /**
     * Asks somebody in, by a letter. The answer is the same whatever we know of the address.
     *
     * @throws Refused if they are in it already, are asked already, or if it would be too many
     */
    public Invitation invite(UUID account, String email, MemberRole role, Locale language) throws SQLException {
        String normal = Email.checked(email);
        requireNotOwner(role);
        // Each is a letter to somebody who may never have heard of us.
        count(FailedTries.subject("invite", account.toString()), FREE_LETTERS);
        count(FailedTries.subject("invited", normal), FREE_LETTERS_TO_ONE);
        return Transaction.run(dataSource, transaction -> {
            if (owners.lock(transaction, account) == null) {
                throw Refused.notFound("There is no such account any more.");
            }
            Member known = members.named(transaction, normal);
            if (known != null && known.account().equals(account)) {
                throw new Refused(HttpStatus.CONFLICT, "member_already", "This person is in your account already.");
            }
            endExpired(transaction, account);
            List<Invitation> open = open(transaction, account);
            if (open.stream().anyMatch(invitation -> invitation.email().equals(normal))) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "invited_already",
                        "This person is asked already. Take that back first to send another letter.");
            }
            if (members.of(transaction, account).size() + open.size() >= MOST) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "team_full",
                        "An account has at most " + MOST
                                + " people, with those who are asked. Ask somebody out first.");
            }
            return insert(transaction, account, normal, role, language);
        });
    }

    private void count(byte[] subject, int free) throws SQLException {
        Duration wait = tries.count(subject, free);
        if (wait != null) {
            throw Waits.refusal(wait);
        }
    }

    private static void requireNotOwner(MemberRole role) {
        if (role == MemberRole.OWNER) {
            throw Refused.invalid("The field 'role' is BILLING or DEVELOPER: an account has one owner.");
        }
    }

    private Invitation insert(Connection transaction, UUID account, String email, MemberRole role, Locale language)
            throws SQLException {
        Instant now = now();
        Invitation invitation = new Invitation(UuidV7.at(now), account, email, role, now, now.plus(HOLDS));
        String token = Secret.random(PREFIX);
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO customer.invitation (id, account, email, role, sha256, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, invitation.id());
            insert.setObject(2, account);
            insert.setString(3, email);
            insert.setString(4, role.name());
            insert.setBytes(5, Secret.sha256(token));
            insert.setObject(6, atUtc(now));
            insert.setObject(7, atUtc(invitation.expiresAt()));
            insert.executeUpdate();
        }
        outbox.leave(
                transaction,
                new Letter(
                        Template.MEMBER_INVITED,
                        email,
                        "account:" + account,
                        language,
                        Map.of("link", address.of("/join/" + token), "days", String.valueOf(HOLDS.toDays()))));
        return invitation;
    }

    /** Who is asked and has not come yet. */
    public List<Invitation> invited(UUID account) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return open(connection, account);
        }
    }

    private List<Invitation> open(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM customer.invitation WHERE account = ? AND ended_at IS NULL AND expires_at > ? ORDER BY id")) {
            query.setObject(1, account);
            query.setObject(2, atUtc(now()));
            List<Invitation> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(invitation(row));
                }
            }
            return found;
        }
    }

    private static Invitation invitation(ResultSet row) throws SQLException {
        return new Invitation(
                row.getObject("id", UUID.class),
                row.getObject("account", UUID.class),
                row.getString("email"),
                MemberRole.valueOf(row.getString("role")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant());
    }

    private void endExpired(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.invitation SET ended_at = expires_at
                WHERE account = ? AND ended_at IS NULL AND expires_at <= ?
                """)) {
            update.setObject(1, account);
            update.setObject(2, atUtc(now()));
            update.executeUpdate();
        }
    }

    /** Takes an invitation back; false if the account has none such that is open. */
    public boolean takeBack(UUID account, UUID invitation) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE customer.invitation SET ended_at = ? WHERE id = ? AND account = ? AND ended_at IS NULL")) {
            update.setObject(1, atUtc(now()));
            update.setObject(2, invitation);
            update.setObject(3, account);
            return update.executeUpdate() == 1;
        }
    }

    /** Who a link of a letter is for, as far as it still holds; null if it does not. */
    public @Nullable Invitation pending(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, token, "");
        }
    }

    private @Nullable Invitation find(Connection connection, String token, String lock) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM customer.invitation WHERE sha256 = ? AND ended_at IS NULL AND expires_at > ?" + lock)) {
            query.setBytes(1, Secret.sha256(token));
            query.setObject(2, atUtc(now()));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? invitation(row) : null;
            }
        }
    }

    /**
     * Somebody follows the link of a letter and chooses a password: now they are in the account, and signed in.
     *
     * @throws Refused {@code link_invalid} if it does not hold, {@code email_in_use} if the address belongs to another account
     */
    public Opened join(String token, String password, Visit visit) throws SQLException {
        entrance.requirePatience(Door.ENTRANCE, visit);
        Invitation invitation = pending(token);
        if (invitation == null) {
            entrance.failed(Door.ENTRANCE, visit);
            throw noLink();
        }
        entrance.requireOpen(Bar.Way.SIGN_IN, visit, invitation.account());
        PasswordRules.check(password, invitation.email(), "");
        String kept = passwords.hash(password);
        Opened opened = Transaction.run(dataSource, transaction -> join(transaction, token, kept, visit));
        arrivals.tell(visit, opened);
        return opened;
    }

    private Opened join(Connection transaction, String token, String kept, Visit visit) throws SQLException {
        Invitation invitation = find(transaction, token, " FOR UPDATE");
        if (invitation == null || owners.lock(transaction, invitation.account()) == null) {
            throw noLink();
        }
        if (members.named(transaction, invitation.email()) != null
                || customers.withEmail(transaction, invitation.email()) != null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "email_in_use",
                    "This address belongs to another account, and one address signs in to one account. Ask to be invited by"
                            + " another address of yours.");
        }
        EmailChanges.requireNotReserved(transaction, invitation.email(), null, now());
        try (PreparedStatement update =
                transaction.prepareStatement("UPDATE customer.invitation SET ended_at = ? WHERE id = ?")) {
            update.setObject(1, atUtc(now()));
            update.setObject(2, invitation.id());
            update.executeUpdate();
        }
        Member member = members.add(
                transaction, invitation.account(), invitation.email(), invitation.role(), kept, visit.language());
        return sessions.open(transaction, member, visit.device());
    }

    private static Refused noLink() {
        return new Refused(
                HttpStatus.BAD_REQUEST,
                "link_invalid",
                "This link does not hold any more: it was used, taken back, or is older than a week. Ask for another one.");
    }

    /**
     * Has a member do something else.
     *
     * @throws Refused if there is no such member beside the owner
     */
    public Member setRole(Connection transaction, UUID account, UUID member, MemberRole role) throws SQLException {
        requireNotOwner(role);
        if (!members.setRole(transaction, account, member, role)) {
            throw noSuchMember();
        }
        return required(transaction, account, member);
    }

    /**
     * A member of the account, unchanged until the transaction ends.
     *
     * @throws Refused if there is no such member
     */
    public Member required(Connection transaction, UUID account, UUID member) throws SQLException {
        Member found = members.lock(transaction, member);
        if (found == null || !found.account().equals(account)) {
            throw noSuchMember();
        }
        return found;
    }

    /**
     * Asks a member out; they may also go by themselves. Keys that they made stay with the account.
     *
     * @throws Refused if there is no such member beside the owner
     */
    public void remove(Connection transaction, UUID account, UUID member) throws SQLException {
        Member leaving = required(transaction, account, member);
        if (!members.remove(transaction, account, member)) {
            throw new Refused(
                    HttpStatus.CONFLICT, "owner_stays", "The owner cannot leave the account; close it instead.");
        }
        outbox.leave(
                transaction,
                new Letter(Template.MEMBER_REMOVED, leaving.email(), leaving.about(), leaving.language(), Map.of()));
    }

    private static Refused noSuchMember() {
        return Refused.notFound("Your account has no such member.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
