package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.ChangePassword;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.StepUp;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** What a member does about their own password, second factor and sessions. Blocks. */
@Singleton
final class OwnAccess {
    /** So many wrong codes end the session that they were shown in. */
    private static final int CODES_OF_A_SESSION = 5;

    private final DataSource dataSource;
    private final Members members;
    private final Sessions sessions;
    private final SecondFactorSeal seal;
    private final PasswordWork passwords;
    private final FailedTries tries;
    private final AuditLog audit;
    private final InstantSource clock;

    OwnAccess(
            DataSource dataSource,
            Members members,
            Sessions sessions,
            SecondFactorSeal seal,
            PasswordWork passwords,
            FailedTries tries,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.sessions = sessions;
        this.seal = seal;
        this.passwords = passwords;
        this.tries = tries;
        this.audit = audit;
        this.clock = clock;
    }

    /** What somebody signs in with; null where they sign in elsewhere. */
    private record Credentials(
            String email,
            String name,
            @Nullable String password,
            byte @Nullable [] totpSecret,
            byte @Nullable [] nextTotpSecret) {}

    /** Shows the second factor again. */
    void stepUp(Actor.Member me, StepUp wish, String request) throws SQLException {
        Credentials mine = credentials(me);
        if (mine.totpSecret() == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_authenticator",
                    "You sign in at your organisation's provider: sign in there again and send the code to POST"
                            + " /admin/v1/oidc/step-up.");
        }
        byte[] secret = seal.open(me.member(), mine.totpSecret());
        // Of the session and not of the member: who opens another one has shown the second factor for it.
        byte[] subject = countTry("step-up", me.session());
        boolean right = Transaction.<Boolean>run(dataSource, transaction -> {
            boolean used = wish.recoveryCode() == null
                    ? useCode(transaction, me, secret, String.valueOf(wish.totp()))
                    : RecoveryCodes.use(transaction, me.member(), wish.recoveryCode(), clock.instant());
            if (used) {
                tries.forget(transaction, subject);
                sessions.stepUp(transaction, me.session());
                audit.append(transaction, act(me, "session.step-up", Act.Outcome.DONE, request));
            }
            return used;
        });
        if (!right) {
            audit.append(act(me, "session.step-up", Act.Outcome.REFUSED, request));
            if (tries.failures(subject) >= CODES_OF_A_SESSION) {
                endForGuessing(me, request);
            }
            throw Enrolments.wrongCode();
        }
    }

    /** Whoever has this token does not seem to have the second factor that opened it. */
    private void endForGuessing(Actor.Member me, String request) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            sessions.end(transaction, me.member(), me.session());
            audit.append(
                    transaction,
                    new Act(
                            new Actor.Automatic(),
                            "session.close",
                            Act.Outcome.DONE,
                            StaffMember.subject(me.member()),
                            null,
                            request,
                            Map.of("session", me.session().toString(), "why", "wrong codes")));
            return true;
        });
        throw new Refused(
                HttpStatus.UNAUTHORIZED,
                "session_ended",
                CODES_OF_A_SESSION + " codes were wrong, so this session has ended. Sign in again.");
    }

    private boolean useCode(Connection transaction, Actor.Member me, byte[] secret, String code) throws SQLException {
        OptionalLong step = Totp.stepOf(secret, code, clock.instant());
        return step.isPresent() && SignIns.useStep(transaction, me.member(), step.getAsLong());
    }

    /** Chooses another password, which ends all other sessions. */
    void changePassword(Actor.Member me, ChangePassword wish, String request) throws SQLException {
        Credentials mine = credentials(me);
        PasswordRules.check(wish.newPassword(), mine.email(), mine.name());
        byte[] subject = countTry("change-password", me.member());
        boolean right = passwords.<Boolean>inTurn(() -> Passwords.matches(mine.password(), wish.password()));
        if (!right) {
            audit.append(act(me, "staff.change-password", Act.Outcome.REFUSED, request));
            throw new Refused(
                    HttpStatus.BAD_REQUEST, "password_wrong", "The password that is to be replaced is another one.");
        }
        String kept = passwords.hash(wish.newPassword());
        Transaction.run(dataSource, transaction -> {
            tries.forget(transaction, subject);
            keepPassword(transaction, me.member(), kept);
            sessions.endAll(transaction, me.member(), me.session());
            audit.append(transaction, act(me, "staff.change-password", Act.Outcome.DONE, request));
            return true;
        });
    }

    private static void keepPassword(Connection transaction, UUID member, String kept) throws SQLException {
        String sql = """
                UPDATE staff.member
                SET password = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, kept);
            statement.setObject(2, member);
            statement.executeUpdate();
        }
    }

    /** A new authenticator and recovery codes, which count once they are confirmed. */
    Enrolment newAuthenticator(Actor.Member me, String request) throws SQLException {
        Credentials mine = credentials(me);
        byte[] secret = Totp.randomSecret();
        List<String> codes = RecoveryCodes.random();
        Transaction.run(dataSource, transaction -> {
            String sql = """
                    UPDATE staff.member
                    SET next_totp_secret = ?, next_recovery_codes = ?
                    WHERE id = ?
                    """;
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setBytes(1, seal.seal(me.member(), secret));
                statement.setArray(2, RecoveryCodes.hashes(transaction, codes));
                statement.setObject(3, me.member());
                statement.executeUpdate();
            }
            audit.append(transaction, act(me, "authenticator.issue", Act.Outcome.DONE, request));
            return true;
        });
        return Enrolments.of(mine.email(), secret, codes);
    }

    /** The new authenticator works: it and its recovery codes replace the old ones. */
    void confirmAuthenticator(Actor.Member me, String totp, String request) throws SQLException {
        Credentials mine = credentials(me);
        byte[] next = mine.nextTotpSecret();
        if (next == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "no_new_authenticator",
                    "There is no new authenticator to confirm. Ask for one with POST /admin/v1/me/authenticator.");
        }
        byte[] subject = countTry("confirm-authenticator", me.member());
        OptionalLong step = Totp.stepOf(seal.open(me.member(), next), totp, clock.instant());
        if (step.isEmpty()) {
            throw Enrolments.wrongCode();
        }
        Transaction.run(dataSource, transaction -> {
            tries.forget(transaction, subject);
            members.keepRecoveryCodes(
                    transaction, me.member(), takeNextAuthenticator(transaction, me.member(), next, step.getAsLong()));
            audit.append(transaction, act(me, "authenticator.replace", Act.Outcome.DONE, request));
            return true;
        });
    }

    /** The hashes of the recovery codes that came with it. */
    private static List<byte[]> takeNextAuthenticator(Connection transaction, UUID member, byte[] next, long step)
            throws SQLException {
        String sql = """
                UPDATE staff.member
                SET totp_secret = next_totp_secret, totp_step = ?, next_totp_secret = NULL
                WHERE id = ? AND next_totp_secret = ?
                RETURNING next_recovery_codes
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, step);
            statement.setObject(2, member);
            statement.setBytes(3, next);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw Enrolments.wrongCode();
                }
                Array codes = row.getArray("next_recovery_codes");
                return List.of((byte[][]) codes.getArray());
            }
        }
    }

    /** Ends one of one's own sessions. */
    void endSession(Actor.Member me, UUID session, String request) throws SQLException {
        Transaction.run(dataSource, transaction -> {
            if (!sessions.end(transaction, me.member(), session)) {
                throw Refused.notFound("You have no session with the id '" + session + "' that has not ended.");
            }
            audit.append(
                    transaction,
                    new Act(
                            me,
                            "session.close",
                            Act.Outcome.DONE,
                            StaffMember.subject(me.member()),
                            null,
                            request,
                            Map.of("session", session.toString())));
            return true;
        });
    }

    private byte[] countTry(String what, UUID whose) throws SQLException {
        byte[] subject = FailedTries.subject(what, whose.toString());
        Duration wait = tries.count(subject);
        if (wait != null) {
            throw SignIns.tooManyTries(wait);
        }
        return subject;
    }

    private Credentials credentials(Actor.Member me) throws SQLException {
        String sql = """
                SELECT email, name, password, totp_secret, next_totp_secret
                FROM staff.member
                WHERE id = ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, me.member());
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("whoever is signed in is a member");
                }
                return new Credentials(
                        row.getString("email"),
                        row.getString("name"),
                        row.getString("password"),
                        row.getBytes("totp_secret"),
                        row.getBytes("next_totp_secret"));
            }
        }
    }

    private static Act act(Actor.Member me, String action, Act.Outcome outcome, String request) {
        return new Act(me, action, outcome, StaffMember.subject(me.member()), null, request, Map.of());
    }
}
