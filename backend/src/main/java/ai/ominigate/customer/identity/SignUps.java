package ai.ominigate.customer.identity;

import ai.ominigate.accounts.Account;
import ai.ominigate.accounts.Accounts;
import ai.ominigate.accounts.Customers;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.PasswordRules;
import ai.ominigate.credential.Passwords;
import ai.ominigate.credential.Secret;
import ai.ominigate.customer.identity.CustomerSession.Opened;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * New accounts. An address and a password are all that is asked for, and there is no account until the owner of the
 * mailbox has shown both: whoever enters another's address gets nothing by it, not even if that one follows the link, as
 * they do not know the password. Whether there is an account already is told in the mailbox alone. Blocks.
 */
@Singleton
public final class SignUps {
    private static final Duration HOLDS = Duration.ofHours(24);
    private static final int TRIES = 5;
    private static final String PREFIX = "cu-";

    private final DataSource dataSource;
    private final Accounts accounts;
    private final Customers customers;
    private final Members members;
    private final Sessions sessions;
    private final PasswordTurns passwords;
    private final Entrance entrance;
    private final Outbox outbox;
    private final PublicAddress address;
    private final Arrivals arrivals;
    private final ApplicationEventPublisher<SignedUp> signedUp;
    private final InstantSource clock;

    SignUps(
            DataSource dataSource,
            Accounts accounts,
            Customers customers,
            Members members,
            Sessions sessions,
            PasswordTurns passwords,
            Entrance entrance,
            Outbox outbox,
            PublicAddress address,
            Arrivals arrivals,
            ApplicationEventPublisher<SignedUp> signedUp,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.accounts = accounts;
        this.customers = customers;
        this.members = members;
        this.sessions = sessions;
        this.passwords = passwords;
        this.entrance = entrance;
        this.outbox = outbox;
        this.address = address;
        this.arrivals = arrivals;
        this.signedUp = signedUp;
        this.clock = clock;
    }

    /**
     * Somebody wants an account: a letter goes to the address, whatever we know of it.
     *
     * @param email as they typed it
     * @throws Refused if the address is none, the password too weak, or if they have to wait or are shut out
     */
    public void ask(String email, String password, Visit visit) throws SQLException {
        String normal = Email.checked(email);
        PasswordRules.check(password, normal, "");
        entrance.requireOpen(Bar.Way.SIGN_UP, visit, null);
        entrance.requireAnswer(Bar.Way.SIGN_UP, Door.SIGN_UP, visit, null);
        entrance.requirePatience(Door.SIGN_UP, visit);
        Entrance.paced(() -> {
            entrance.count(FailedTries.subject("sign-up", normal));
            entrance.failed(Door.SIGN_UP, visit);
            String kept = passwords.hash(password);
            Transaction.run(dataSource, transaction -> {
                forgetOld(transaction);
                outbox.leave(
                        transaction,
                        isKnown(transaction, normal)
                                ? known(transaction, normal, visit)
                                : confirm(transaction, normal, kept, visit));
                return true;
            });
            return true;
        });
    }

    /** Whoever has not come by then may be a stranger, whose address somebody else has entered. */
    private void forgetOld(Connection transaction) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM customer.sign_up WHERE expires_at <= ?")) {
            delete.setObject(1, atUtc(now()));
            delete.executeUpdate();
        }
    }

    /** Also for an account that an operator has made, whose owner has never signed in. */
    private boolean isKnown(Connection transaction, String email) throws SQLException {
        return members.named(transaction, email) != null || customers.withEmail(transaction, email) != null;
    }

    private Letter known(Connection transaction, String email, Visit visit) throws SQLException {
        Member member = members.named(transaction, email);
        UUID account = member == null ? customers.withEmail(transaction, email) : member.account();
        return new Letter(
                Template.SIGN_UP_KNOWN,
                email,
                "account:" + account,
                member == null ? visit.language() : member.language(),
                Map.of("link", address.of("/reset")));
    }

    private Letter confirm(Connection transaction, String email, String password, Visit visit) throws SQLException {
        Instant now = now();
        UUID id = UuidV7.at(now);
        String token = Secret.random(PREFIX);
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO customer.sign_up (id, email, password, language, sha256, tries_left, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, id);
            insert.setString(2, email);
            insert.setString(3, password);
            insert.setString(4, visit.language().toLanguageTag());
            insert.setBytes(5, Secret.sha256(token));
            insert.setInt(6, TRIES);
            insert.setObject(7, atUtc(now));
            insert.setObject(8, atUtc(now.plus(HOLDS)));
            insert.executeUpdate();
        }
        return new Letter(
                Template.SIGN_UP_CONFIRM,
                email,
                "sign-up:" + id,
                visit.language(),
                Map.of("link", address.of("/sign-up/" + token), "hours", String.valueOf(HOLDS.toHours())));
    }

    /** Who a link of a letter is for, in lower case, as far as it still holds; null if it does not. */
    public @Nullable String pending(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "SELECT email FROM customer.sign_up WHERE sha256 = ? AND expires_at > ? AND tries_left > 0")) {
            query.setBytes(1, Secret.sha256(token));
            query.setObject(2, atUtc(now()));
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private record Waiting(
            UUID id,

            @PersonalData(category = Category.EMAIL, purpose = Purpose.SERVICE, columns = "customer.sign_up.email")
            String email,

            String password,
            Locale language) {
        /** Without who. */
        @Override
        public String toString() {
            return "Waiting[" + id + "]";
        }
    }

    /**
     * Somebody follows the link that was sent and shows the password that they chose: now they have an account and are
     * signed in to it.
     *
     * @throws Refused {@code link_invalid} if the link does not hold, {@code password_wrong} if that is not the password
     */
    public Opened confirm(String token, String password, Visit visit) throws SQLException {
        entrance.requireOpen(Bar.Way.SIGN_UP, visit, null);
        entrance.requirePatience(Door.ENTRANCE, visit);
        Waiting waiting = attempt(token);
        if (waiting == null) {
            entrance.failed(Door.ENTRANCE, visit);
            throw noLink();
        }
        if (!passwords.inTurn(() -> Passwords.matches(waiting.password(), password))) {
            entrance.failed(Door.ENTRANCE, visit);
            throw new Refused(
                    HttpStatus.BAD_REQUEST,
                    "password_wrong",
                    "This is not the password that you chose when you signed up. After five tries the link is used up; sign"
                            + " up again then.");
        }
        Opened opened = Transaction.<@Nullable Opened>run(dataSource, transaction -> open(transaction, waiting, visit));
        if (opened == null) {
            throw noLink();
        }
        arrivals.tell(visit, opened);
        signedUp.publishEvent(new SignedUp(
                clock.instant(), visit.address(), opened.session().member().account(), waiting.email()));
        return opened;
    }

    private static Refused noLink() {
        return new Refused(
                HttpStatus.BAD_REQUEST,
                "link_invalid",
                "This link does not hold any more: it was used, or is older than a day. Sign up again to get another one.");
    }

    /** Takes a try; committed before the password is looked at, so that nobody guesses more often. */
    private @Nullable Waiting attempt(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("""
                UPDATE customer.sign_up SET tries_left = tries_left - 1
                WHERE sha256 = ? AND expires_at > ? AND tries_left > 0
                RETURNING id, email, password, language
                """)) {
            update.setBytes(1, Secret.sha256(token));
            update.setObject(2, atUtc(now()));
            try (ResultSet row = update.executeQuery()) {
                return row.next()
                        ? new Waiting(
                                row.getObject("id", UUID.class),
                                row.getString("email"),
                                row.getString("password"),
                                Locale.forLanguageTag(row.getString("language")))
                        : null;
            }
        }
    }

    /** Null if there is an account with the address by now: of two links for one address, one makes it. */
    private @Nullable Opened open(Connection transaction, Waiting waiting, Visit visit) throws SQLException {
        EmailChanges.requireNotReserved(transaction, waiting.email(), null, now());
        if (!forget(transaction, waiting) || isKnown(transaction, waiting.email())) {
            return null;
        }
        Account account;
        try {
            account = accounts.open(transaction, waiting.email());
        } catch (Accounts.EmailInUse e) {
            return null;
        }
        Member owner = members.add(
                transaction, account.id(), waiting.email(), MemberRole.OWNER, waiting.password(), waiting.language());
        return sessions.open(transaction, owner, visit.device());
    }

    /** All that wait with this address; false if this one does not any more. */
    private static boolean forget(Connection transaction, Waiting waiting) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM customer.sign_up WHERE email = ? RETURNING id")) {
            delete.setString(1, waiting.email());
            boolean found = false;
            try (ResultSet row = delete.executeQuery()) {
                while (row.next()) {
                    found |= row.getObject(1, UUID.class).equals(waiting.id());
                }
            }
            return found;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
