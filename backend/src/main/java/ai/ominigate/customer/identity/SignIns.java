package ai.ominigate.customer.identity;

import ai.ominigate.credential.Door;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.Passwords;
import ai.ominigate.customer.identity.CustomerSession.Opened;
import ai.ominigate.customer.identity.OneTimeLinks.For;
import ai.ominigate.customer.identity.OneTimeLinks.Kind;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Signing in: with a password, and a code where somebody has asked for that. An answer to a wrong try does not tell what
 * was wrong, nor, by its words, its work or its time, whether there is an account. Blocks.
 */
@Singleton
public final class SignIns {
    private final DataSource dataSource;
    private final Members members;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final PasswordTurns passwords;
    private final FailedTries tries;
    private final Entrance entrance;
    private final ApplicationEventPublisher<SignInTried> told;
    private final Arrivals arrivals;
    private final InstantSource clock;

    SignIns(
            DataSource dataSource,
            Members members,
            Sessions sessions,
            SecondFactors factors,
            PasswordTurns passwords,
            FailedTries tries,
            Entrance entrance,
            ApplicationEventPublisher<SignInTried> told,
            Arrivals arrivals,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.sessions = sessions;
        this.factors = factors;
        this.passwords = passwords;
        this.tries = tries;
        this.entrance = entrance;
        this.told = told;
        this.arrivals = arrivals;
        this.clock = clock;
    }

    /** What came of a right password. */
    public sealed interface Outcome {
        /** They are in. */
        record In(Opened session) implements Outcome {}

        /**
         * They asked that a code is needed too.
         *
         * @param ticket shows that the password was right, for five minutes
         */
        record CodeNeeded(String ticket) implements Outcome {
            /** Without the ticket. */
            @Override
            public String toString() {
                return "CodeNeeded[]";
            }
        }
    }

    /**
     * Somebody comes with a password.
     *
     * @throws Refused {@code sign_in_failed} if anything is wrong; or if they have to wait or are shut out
     */
    public Outcome withPassword(String email, String password, Visit visit) throws SQLException {
        String normal = Email.normal(email);
        byte[] subject = FailedTries.subject("customer", normal);
        requirePatience(visit, subject, null);
        return Entrance.paced(() -> {
            Candidate candidate = candidate(normal);
            Member member = candidate.member();
            // Before the password is looked at and before anything is counted: who is shut out learns nothing of it.
            UUID account = member == null ? null : member.account();
            entrance.requireOpen(Bar.Way.SIGN_IN, visit, account);
            entrance.requireAnswer(Bar.Way.SIGN_IN, Door.CUSTOMER, visit, account);
            count(visit, subject, member);
            // Others from there may have failed meanwhile: only those who came at once can go beyond.
            requirePatience(visit, subject, member);
            boolean right = passwords.inTurn(() -> Passwords.matches(candidate.password(), password));
            if (!right || member == null) {
                throw failed(visit, subject, member);
            }
            if (member.secondFactor()) {
                return Transaction.<Outcome>run(
                        dataSource,
                        transaction -> new Outcome.CodeNeeded(
                                OneTimeLinks.make(transaction, Kind.CODE, For.member(member), clock.instant())));
            }
            return new Outcome.In(come(member, candidate.password(), subject, visit));
        });
    }

    /**
     * The same person goes on with a code of their authenticator, or one of their recovery codes.
     *
     * @param ticket what they got for their password
     * @throws Refused {@code sign_in_failed} if the code is wrong, {@code ticket_invalid} if they have to begin again
     */
    public Opened withCode(String ticket, String code, Visit visit) throws SQLException {
        entrance.requirePatience(Door.CUSTOMER, visit);
        For whom = Transaction.<@Nullable For>run(
                dataSource, transaction -> OneTimeLinks.attempt(transaction, Kind.CODE, ticket, clock.instant()));
        Member member = whom == null || whom.member() == null ? null : members.find(whom.member());
        if (member == null) {
            entrance.failed(Door.CUSTOMER, visit);
            throw new Refused(
                    HttpStatus.UNAUTHORIZED,
                    "ticket_invalid",
                    "Signing in took longer than five minutes, or too many codes were wrong. Begin again with your password.");
        }
        entrance.requireOpen(Bar.Way.SIGN_IN, visit, member.account());
        // Apart from passwords: whoever has the right one could begin again for every code else.
        byte[] subject = FailedTries.subject("customer-code", member.email());
        entrance.count(subject);
        Opened session = Transaction.<@Nullable Opened>run(dataSource, transaction -> {
            if (!factors.use(transaction, member.id(), code)
                    || OneTimeLinks.use(transaction, Kind.CODE, ticket, clock.instant()) == null) {
                return null;
            }
            tries.forget(transaction, subject);
            tries.forget(transaction, FailedTries.subject("customer", member.email()));
            return sessions.open(transaction, member, visit.device());
        });
        if (session == null) {
            throw failed(visit, subject, member);
        }
        told.publishEvent(new SignInTried(clock.instant(), visit.address(), member.account(), hash(subject), true));
        arrivals.tell(visit, session);
        return session;
    }

    private Opened come(Member member, @Nullable String password, byte[] subject, Visit visit) throws SQLException {
        Opened session = Transaction.<@Nullable Opened>run(dataSource, transaction -> {
            if (!isStill(transaction, member.id(), password)) {
                return null;
            }
            tries.forget(transaction, subject);
            return sessions.open(transaction, member, visit.device());
        });
        if (session == null) {
            throw failed(visit, subject, member);
        }
        told.publishEvent(new SignInTried(clock.instant(), visit.address(), member.account(), hash(subject), true));
        arrivals.tell(visit, session);
        return session;
    }

    /** If it is, nobody changes it until the session is open that the change then ends with all others. */
    private static boolean isStill(Connection transaction, UUID member, @Nullable String password) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement(
                "SELECT FROM customer.member WHERE id = ? AND password = ? FOR NO KEY UPDATE")) {
            query.setObject(1, member);
            query.setString(2, password);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Whoever goes on while they have to wait is guessing all the more. */
    private void requirePatience(Visit visit, byte[] subject, @Nullable Member member) {
        try {
            entrance.requirePatience(Door.CUSTOMER, visit);
        } catch (Refused wait) {
            tellFailed(visit, subject, member);
            throw wait;
        }
    }

    private void count(Visit visit, byte[] subject, @Nullable Member member) throws SQLException {
        try {
            entrance.count(subject);
        } catch (Refused wait) {
            tellFailed(visit, subject, member);
            throw wait;
        }
    }

    private void tellFailed(Visit visit, byte[] subject, @Nullable Member member) {
        told.publishEvent(new SignInTried(
                clock.instant(), visit.address(), member == null ? null : member.account(), hash(subject), false));
    }

    private Refused failed(Visit visit, byte[] subject, @Nullable Member member) {
        entrance.failed(Door.CUSTOMER, visit);
        tellFailed(visit, subject, member);
        return new Refused(
                HttpStatus.UNAUTHORIZED,
                "sign_in_failed",
                "The e-mail address, the password or the code is wrong. If you have forgotten your password, ask for"
                        + " another one.");
    }

    private static long hash(byte[] subject) {
        return ByteBuffer.wrap(subject).getLong();
    }

    /** Who may be signing in; nobody, for an address that nobody has. */
    private record Candidate(
            @Nullable Member member, @Nullable String password) {}

    private Candidate candidate(String email) throws SQLException {
        String sql = "SELECT m.password, " + Members.COLUMNS
                + " FROM customer.member m JOIN accounts.account a ON a.id = m.account"
                + " WHERE m.email = ? AND a.status <> 'CLOSED'";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, email);
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Candidate(Members.member(row), row.getString("password"))
                        : new Candidate(null, null);
            }
        }
    }
}
