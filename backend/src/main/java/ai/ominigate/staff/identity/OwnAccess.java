package ai.ominigate.staff.identity;

import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.PasswordRules;
import ai.ominigate.credential.PasswordWork;
import ai.ominigate.credential.Passwords;
import ai.ominigate.credential.RecoveryCodes;
import ai.ominigate.credential.SecondFactorSeal;
import ai.ominigate.credential.Totp;
import ai.ominigate.credential.Waits;
import ai.ominigate.model.staff.ChangePassword;
import ai.ominigate.model.staff.ConfirmAuthenticator;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.StepUp;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Command;
import ai.ominigate.rest.Commands;
import ai.ominigate.rest.Refused;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.audit.CountedRefusals;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
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

    private static final String AUTHENTICATOR_SHOWN =
            "This authenticator was made before, and its secret was shown then. If you do not have it, ask for another with a"
                    + " new Idempotency-Key: the one that you use stays good until then.";

    private final DataSource dataSource;
    private final Commands commands;
    private final Members members;
    private final Sessions sessions;
    private final SecondFactorSeal seal;
    private final PasswordWork passwords;
    private final FailedTries tries;
    private final CountedRefusals refusals;
    private final AuditLog audit;
    private final InstantSource clock;

    OwnAccess(
            DataSource dataSource,
            Commands commands,
            Members members,
            Sessions sessions,
            SecondFactorSeal seal,
            PasswordWork passwords,
            FailedTries tries,
            CountedRefusals refusals,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.commands = commands;
        this.members = members;
        this.sessions = sessions;
        this.seal = seal;
        this.passwords = passwords;
        this.tries = tries;
        this.refusals = refusals;
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
        byte[] subject = countTry("step-up", me.session(), act(me, "session.step-up", request));
        boolean right = Transaction.<Boolean>run(dataSource, transaction -> {
            boolean used = wish.recoveryCode() == null
                    ? useCode(transaction, me, secret, String.valueOf(wish.totp()))
                    : UnusedCodes.use(transaction, me.member(), wish.recoveryCode(), clock.instant());
            if (used) {
                tries.forget(transaction, subject);
                if (wish.recoveryCode() == null) {
                    sessions.stepUp(transaction, me.session());
                } else {
                    sessions.recover(transaction, me.session());
                }
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

    /**
     * Chooses another password, which ends all other sessions.
     *
     * <p>A command is known by its key alone: nothing is kept that a password could be guessed from. So whoever sends it
     * again is answered what it did if the password that they want is the one they have.
     */
    void changePassword(Actor.Member me, ChangePassword wish, Command command) throws SQLException {
        Credentials mine = credentials(me);
        PasswordRules.check(wish.newPassword(), mine.email(), mine.name());
        byte[] subject =
                countTry("change-password", me.member(), act(me, "staff.change-password", command.requestId()));
        if (matches(mine, wish.password())) {
            String kept = passwords.hash(wish.newPassword());
            commands.once(command, null, transaction -> {
                keepPassword(transaction, me.member(), String.valueOf(mine.password()), kept);
                sessions.endAll(transaction, me.member(), me.session());
                audit.append(transaction, act(me, "staff.change-password", Act.Outcome.DONE, command.requestId()));
            });
        } else if (!commands.isDone(command, null)) {
            audit.append(act(me, "staff.change-password", Act.Outcome.REFUSED, command.requestId()));
            throw passwordWrong();
        }
        if (!matches(credentials(me), wish.newPassword())) {
            throw Commands.keyReused();
        }
        Transaction.run(dataSource, transaction -> {
            tries.forget(transaction, subject);
            return subject;
        });
    }

    private boolean matches(Credentials mine, String password) throws SQLException {
        return passwords.<Boolean>inTurn(() -> Passwords.matches(mine.password(), password));
    }

    private static Refused passwordWrong() {
        return new Refused(
                HttpStatus.BAD_REQUEST, "password_wrong", "The password that is to be replaced is another one.");
    }

    /** Of two that replace the same password, the second finds another one. */
    private static void keepPassword(Connection transaction, UUID member, String before, String kept)
            throws SQLException {
        String sql = """
                UPDATE staff.member
                SET password = ?
                WHERE id = ? AND password = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, kept);
            statement.setObject(2, member);
            statement.setString(3, before);
            if (statement.executeUpdate() == 0) {
                throw passwordWrong();
            }
        }
    }

    /** A new authenticator and recovery codes, which count once they are confirmed. */
    Enrolment newAuthenticator(Actor.Member me, Command command) throws SQLException {
        Credentials mine = credentials(me);
        byte[] secret = Totp.randomSecret();
        List<String> codes = RecoveryCodes.random();
        return commands.shownOnce(command, null, AUTHENTICATOR_SHOWN, transaction -> {
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
            audit.append(transaction, act(me, "authenticator.issue", Act.Outcome.DONE, command.requestId()));
            return Enrolments.of(mine.email(), secret, codes);
        });
    }

    /** The new authenticator works: it and its recovery codes replace the old ones. */
    void confirmAuthenticator(Actor.Member me, ConfirmAuthenticator wish, Command command) throws SQLException {
        byte[] subject =
                countTry("confirm-authenticator", me.member(), act(me, "authenticator.replace", command.requestId()));
        try {
            confirmOnce(me, wish, command);
        } catch (Refused refused) {
            audit.append(act(me, "authenticator.replace", Act.Outcome.REFUSED, command.requestId()));
            throw refused;
        }
        Transaction.run(dataSource, transaction -> {
            tries.forget(transaction, subject);
            return subject;
        });
    }

    private void confirmOnce(Actor.Member me, ConfirmAuthenticator wish, Command command) throws SQLException {
        commands.once(command, wish, transaction -> {
            byte[] next = credentials(transaction, me).nextTotpSecret();
            if (next == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "no_new_authenticator",
                        "There is no new authenticator to confirm. Ask for one with POST /admin/v1/me/authenticator.");
            }
            OptionalLong step = Totp.stepOf(seal.open(me.member(), next), wish.totp(), clock.instant());
            if (step.isEmpty()) {
                throw Enrolments.wrongCode();
            }
            members.keepRecoveryCodes(
                    transaction, me.member(), takeNextAuthenticator(transaction, me.member(), next, step.getAsLong()));
            audit.append(transaction, act(me, "authenticator.replace", Act.Outcome.DONE, command.requestId()));
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
    void endSession(Actor.Member me, UUID session, Command command) throws SQLException {
        commands.once(command, null, transaction -> {
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
                            command.requestId(),
                            Map.of("session", session.toString())));
        });
    }

    /** @param refusal what is written down if it was tried too often */
    private byte[] countTry(String what, UUID whose, Act refusal) throws SQLException {
        byte[] subject = FailedTries.subject(what, whose.toString());
        Duration wait = tries.count(subject);
        if (wait != null) {
            refusals.note(refusal, ByteBuffer.wrap(subject));
            throw Waits.refusal(wait);
        }
        return subject;
    }

    private Credentials credentials(Actor.Member me) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return credentials(connection, me);
        }
    }

    private static Credentials credentials(Connection connection, Actor.Member me) throws SQLException {
        String sql = """
                SELECT email, name, password, totp_secret, next_totp_secret
                FROM staff.member
                WHERE id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
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

    private static Act act(Actor.Member me, String action, String request) {
        Map<String, String> details = Map.of("code", "too_many_tries");
        return new Act(me, action, Act.Outcome.REFUSED, StaffMember.subject(me.member()), null, request, details);
    }

    private static Act act(Actor.Member me, String action, Act.Outcome outcome, String request) {
        return new Act(me, action, outcome, StaffMember.subject(me.member()), null, request, Map.of());
    }
}
