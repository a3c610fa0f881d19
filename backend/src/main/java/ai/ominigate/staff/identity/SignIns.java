package ai.ominigate.staff.identity;

import ai.ominigate.credential.Door;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.NetworkTries;
import ai.ominigate.credential.PasswordWork;
import ai.ominigate.credential.Passwords;
import ai.ominigate.credential.SecondFactorSeal;
import ai.ominigate.credential.Totp;
import ai.ominigate.credential.Waits;
import ai.ominigate.model.staff.SignIn;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.context.event.ApplicationEventPublisher;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Signing in with a password and a second factor. An answer tells whether it was right and nothing else: not which part
 * was wrong, and not, by its words, its work or its time, whether anybody here has the address. Blocks.
 */
@Singleton
final class SignIns {
    /** A refusal takes so long whatever was wrong; more than looking at it does. */
    private static final Duration REFUSAL_TAKES = Duration.ofMillis(400);

    private static final UUID NOBODY = new UUID(0, 0);

    private final DataSource dataSource;
    private final Members members;
    private final SecondFactorSeal seal;
    private final PasswordWork passwords;
    private final Sessions sessions;
    private final FailedTries accounts;
    private final NetworkTries networks;
    private final CountedRefusals refusals;
    private final AuditLog audit;
    private final ApplicationEventPublisher<SignInTried> tries;
    private final InstantSource clock;
    private final byte[] nobodysSecret = Totp.randomSecret();

    SignIns(
            DataSource dataSource,
            Members members,
            SecondFactorSeal seal,
            PasswordWork passwords,
            Sessions sessions,
            FailedTries accounts,
            NetworkTries networks,
            CountedRefusals refusals,
            AuditLog audit,
            ApplicationEventPublisher<SignInTried> tries,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.seal = seal;
        this.passwords = passwords;
        this.sessions = sessions;
        this.accounts = accounts;
        this.networks = networks;
        this.refusals = refusals;
        this.audit = audit;
        this.tries = tries;
        this.clock = clock;
    }

    /**
     * Signs somebody in.
     *
     * @param address from where, 4 or 16 bytes
     * @param request the request's name, for the audit log
     * @throws Refused if anything is wrong, or if too much was wrong before
     */
    SignedIn signIn(SignIn wish, byte[] address, String request) throws SQLException {
        long start = System.nanoTime();
        byte[] subject = FailedTries.subject("sign-in", Email.normal(wish.email()));
        requireNetwork(address, subject, request);
        SignedIn signedIn = passwords.<@Nullable SignedIn>inTurn(() -> {
            // Others from there may have failed meanwhile: only those whose turn it is at once can go beyond.
            requireNetwork(address, subject, request);
            SignedIn opened = counted(wish, subject, address, request);
            if (opened == null) {
                networks.failed(Door.SIGN_IN, address);
            }
            return opened;
        });
        if (signedIn == null) {
            LockSupport.parkNanos(REFUSAL_TAKES.toNanos() - (System.nanoTime() - start));
            throw new Refused(
                    HttpStatus.UNAUTHORIZED,
                    "sign_in_failed",
                    "The e-mail address, the password or the code is wrong. Each code is good for one sign-in; wait for the"
                            + " next one.");
        }
        return signedIn;
    }

    private void requireNetwork(byte[] address, byte[] subject, String request) throws SQLException {
        Duration wait = networks.wait(Door.SIGN_IN, address);
        if (wait != null) {
            tell(address, subject, null, false);
            Map<String, String> details = Map.of("code", "too_many_tries", "of", "network");
            refusals.note(refused(null, request, details), NetworkTries.network(address));
            throw Waits.refusal(wait);
        }
    }

    private void tell(byte[] address, byte[] subject, @Nullable StaffMember member, boolean succeeded) {
        tries.publishEvent(new SignInTried(
                clock.instant(),
                address,
                member == null ? null : member.id(),
                ByteBuffer.wrap(subject).getLong(),
                succeeded));
    }

    private @Nullable SignedIn counted(SignIn wish, byte[] subject, byte[] address, String request)
            throws SQLException {
        Duration wait = accounts.count(subject);
        if (wait != null) {
            tell(address, subject, null, false);
            Map<String, String> details = Map.of("code", "too_many_tries", "of", "account");
            refusals.note(refused(members.named(wish.email()), request, details), ByteBuffer.wrap(subject));
            throw Waits.refusal(wait);
        }
        Candidate candidate = candidate(Email.normal(wish.email()));
        boolean rightPassword = Passwords.matches(candidate.password(), wish.password());
        SignedIn signedIn = Transaction.<@Nullable SignedIn>run(dataSource, transaction -> {
            if (!isRightFactor(transaction, candidate, wish, rightPassword)) {
                return null;
            }
            accounts.forget(transaction, subject);
            StaffMember member = candidate.member();
            if (member == null) {
                throw new IllegalStateException("nobody has no second factor");
            }
            SignedIn opened = sessions.open(transaction, member);
            audit.append(transaction, opened(member, request));
            return opened;
        });
        tell(address, subject, candidate.member(), signedIn != null);
        if (signedIn == null) {
            audit.append(refused(candidate.member(), request, Map.of()));
        }
        return signedIn;
    }

    /** Uses the factor up. With a wrong password it does all the same but leaves the factor as it is. */
    private boolean isRightFactor(Connection transaction, Candidate candidate, SignIn wish, boolean rightPassword)
            throws SQLException {
        boolean held = hold(transaction, rightPassword ? candidate.id() : NOBODY, candidate.password());
        UUID member = held ? candidate.id() : NOBODY;
        if (wish.recoveryCode() != null) {
            return UnusedCodes.use(transaction, member, wish.recoveryCode(), clock.instant());
        }
        OptionalLong step = Totp.stepOf(candidate.totpSecret(), String.valueOf(wish.totp()), clock.instant());
        return useStep(transaction, step.isPresent() ? member : NOBODY, step.orElse(0));
    }

    /**
     * Whether this is the password still. If it is, nobody changes it until the session is open that the change then ends
     * with all others.
     */
    private static boolean hold(Connection transaction, UUID member, @Nullable String password) throws SQLException {
        String sql = """
                SELECT 1
                FROM staff.member
                WHERE id = ? AND password = ? AND status = 'ACTIVE'
                FOR NO KEY UPDATE
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, member);
            statement.setString(2, password);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** One of two that come at once with the same code fails: the row is locked by the first. */
    static boolean useStep(Connection transaction, UUID member, long step) throws SQLException {
        String sql = """
                UPDATE staff.member
                SET totp_step = ?
                WHERE id = ? AND totp_step < ? AND status = 'ACTIVE'
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, step);
            statement.setObject(2, member);
            statement.setLong(3, step);
            return statement.executeUpdate() == 1;
        }
    }

    /** Who may be signing in; for an address that nobody has, one that nothing is right for. */
    private record Candidate(
            @Nullable StaffMember member, @Nullable String password, byte[] totpSecret) {
        UUID id() {
            return member == null ? NOBODY : member.id();
        }
    }

    private Candidate candidate(String email) throws SQLException {
        String sql = """
                SELECT id, email, name, roles, created_at, version, password, totp_secret
                FROM staff.member
                WHERE email = ? AND status = 'ACTIVE' AND password IS NOT NULL AND totp_secret IS NOT NULL
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, email);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return new Candidate(null, null, nobodysSecret);
                }
                StaffMember member = Members.member(row);
                return new Candidate(
                        member, row.getString("password"), seal.open(member.id(), row.getBytes("totp_secret")));
            }
        }
    }

    private static Act opened(StaffMember member, String request) {
        Actor actor = new Actor.Member(member.id(), new UUID(0, 0), member.roles());
        return new Act(actor, "session.open", Act.Outcome.DONE, member.subject(), null, request, Map.of());
    }

    /**
     * An address that nobody has is not written down: somebody may have mistaken it for theirs, and no request of theirs
     * would ever find it there.
     */
    private static Act refused(@Nullable StaffMember at, String request, Map<String, String> details) {
        return new Act(
                new Actor.Unidentified(),
                "session.open",
                Act.Outcome.REFUSED,
                at == null ? null : at.subject(),
                null,
                request,
                details);
    }
}
