package ai.ominigate.customer.identity;

import ai.ominigate.accounts.Customers;
import ai.ominigate.credential.Door;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.PasswordRules;
import ai.ominigate.customer.identity.OneTimeLinks.For;
import ai.ominigate.customer.identity.OneTimeLinks.Kind;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.model.own.MemberRole;
import ai.ominigate.platform.PublicAddress;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Another password, for who has forgotten theirs and reads the mailbox; and for the owner of an account that an operator
 * has made, the first one. A second factor is still asked for afterwards. Blocks.
 */
@Singleton
public final class PasswordResets {
    private final DataSource dataSource;
    private final Members members;
    private final Customers customers;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final PasswordTurns passwords;
    private final FailedTries tries;
    private final Entrance entrance;
    private final Outbox outbox;
    private final PublicAddress address;
    private final InstantSource clock;

    PasswordResets(
            DataSource dataSource,
            Members members,
            Customers customers,
            Sessions sessions,
            SecondFactors factors,
            PasswordTurns passwords,
            FailedTries tries,
            Entrance entrance,
            Outbox outbox,
            PublicAddress address,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.customers = customers;
        this.sessions = sessions;
        this.factors = factors;
        this.passwords = passwords;
        this.tries = tries;
        this.entrance = entrance;
        this.outbox = outbox;
        this.address = address;
        this.clock = clock;
    }

    /** Somebody asks for another password: a letter goes to whom there is, and the answer does not tell whether it does. */
    public void ask(String email, Visit visit) throws SQLException {
        String normal = Email.checked(email);
        entrance.requirePatience(Door.SIGN_UP, visit);
        Entrance.paced(() -> {
            Member known =
                    Transaction.<@Nullable Member>run(dataSource, transaction -> members.named(transaction, normal));
            entrance.requireOpen(Bar.Way.SIGN_IN, visit, known == null ? null : known.account());
            entrance.count(FailedTries.subject("reset", normal));
            entrance.failed(Door.SIGN_UP, visit);
            return Transaction.run(dataSource, transaction -> {
                send(transaction, normal, visit);
                return true;
            });
        });
    }

    private void send(Connection transaction, String email, Visit visit) throws SQLException {
        Member member = members.named(transaction, email);
        UUID account = member == null ? customers.withEmail(transaction, email) : member.account();
        if (account == null) {
            return;
        }
        UUID id = member == null ? null : member.id();
        OneTimeLinks.drop(transaction, Kind.RESET, account, id);
        String token = OneTimeLinks.make(transaction, Kind.RESET, new For(account, id, null), clock.instant());
        outbox.leave(
                transaction,
                new Letter(
                        Template.PASSWORD_RESET,
                        email,
                        "account:" + account,
                        member == null ? visit.language() : member.language(),
                        Map.of(
                                "link", address.of("/reset/" + token),
                                "minutes", String.valueOf(Kind.RESET.holds().toMinutes()))));
    }

    /** Whether a link of a letter still holds, as far as one can tell now. */
    public boolean holds(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return OneTimeLinks.holds(connection, Kind.RESET, token, clock.instant());
        }
    }

    /**
     * Somebody follows the link and chooses a password. All their sessions end; they sign in with it next.
     *
     * @throws Refused {@code link_invalid} if the link does not hold; or if the password is too weak or they are shut out,
     *     which uses nothing up
     */
    public void choose(String token, String password, Visit visit) throws SQLException {
        PasswordRules.check(password, "", "");
        entrance.requirePatience(Door.ENTRANCE, visit);
        if (!holds(token)) {
            entrance.failed(Door.ENTRANCE, visit);
            throw noLink();
        }
        entrance.requireOpen(Bar.Way.SIGN_IN, visit, account(token));
        String kept = passwords.hash(password);
        boolean chosen = Transaction.run(dataSource, transaction -> {
            For whom = OneTimeLinks.use(transaction, Kind.RESET, token, clock.instant());
            return whom != null && set(transaction, whom, kept, visit);
        });
        if (!chosen) {
            entrance.failed(Door.ENTRANCE, visit);
            throw noLink();
        }
    }

    private @Nullable UUID account(String token) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return OneTimeLinks.account(connection, Kind.RESET, token);
        }
    }

    private static Refused noLink() {
        return new Refused(
                HttpStatus.BAD_REQUEST,
                "link_invalid",
                "This link does not hold any more: it was used, or is older than an hour. Ask for another one.");
    }

    /** False if the account is given up, or was claimed meanwhile. */
    private boolean set(Connection transaction, For whom, String kept, Visit visit) throws SQLException {
        Member member = whom.member() == null
                ? claim(transaction, whom.account(), kept, visit)
                : members.lock(transaction, whom.member());
        if (member == null) {
            return false;
        }
        Members.setPassword(transaction, member.id(), kept);
        OneTimeLinks.drop(transaction, Kind.CODE, member.account(), member.id());
        sessions.endAll(transaction, member.id(), null);
        tries.forget(transaction, FailedTries.subject("customer", member.email()));
        outbox.leave(
                transaction,
                new Letter(Template.PASSWORD_CHANGED, member.email(), member.about(), member.language(), Map.of()));
        return true;
    }

    /** The owner of an account that nobody has signed in to before. */
    private @Nullable Member claim(Connection transaction, UUID account, String kept, Visit visit) throws SQLException {
        String email = customers.emailOf(transaction, account);
        if (email == null
                || !account.equals(customers.withEmail(transaction, email))
                || members.owner(transaction, account) != null) {
            return null;
        }
        return members.add(transaction, account, Email.normal(email), MemberRole.OWNER, kept, visit.language());
    }

    /**
     * Somebody who is signed in changes their password. All their other sessions end.
     *
     * @throws Refused if the present one is wrong or the new one too weak
     */
    public void change(CustomerSession session, String present, String password) throws SQLException {
        Member me = factors.requirePassword(session.member().id(), present);
        PasswordRules.check(
                password,
                me.email(),
                me.profile().name() == null ? "" : me.profile().name());
        String kept = passwords.hash(password);
        Transaction.run(dataSource, transaction -> {
            Members.setPassword(transaction, me.id(), kept);
            OneTimeLinks.drop(transaction, Kind.CODE, me.account(), me.id());
            OneTimeLinks.drop(transaction, Kind.RESET, me.account(), me.id());
            sessions.endAll(transaction, me.id(), session.id());
            outbox.leave(
                    transaction,
                    new Letter(Template.PASSWORD_CHANGED, me.email(), me.about(), me.language(), Map.of()));
            return true;
        });
    }
}
