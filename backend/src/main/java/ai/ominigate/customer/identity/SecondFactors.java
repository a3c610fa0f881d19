package ai.ominigate.customer.identity;

import ai.ominigate.credential.Base32;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.Passwords;
import ai.ominigate.credential.RecoveryCodes;
import ai.ominigate.credential.SecondFactorSeal;
import ai.ominigate.credential.Totp;
import ai.ominigate.mail.Letter;
import ai.ominigate.mail.Outbox;
import ai.ominigate.mail.Template;
import ai.ominigate.platform.Transaction;
import ai.ominigate.rest.Refused;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import io.micronaut.http.HttpStatus;
import jakarta.inject.Singleton;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Codes that customers ask to be needed beside their password, and what they have for when the authenticator is lost. Blocks. */
@Singleton
public final class SecondFactors {
    private final DataSource dataSource;
    private final Members members;
    private final SecondFactorSeal seal;
    private final PasswordTurns passwords;
    private final FailedTries tries;
    private final Entrance entrance;
    private final Outbox outbox;
    private final InstantSource clock;

    SecondFactors(
            DataSource dataSource,
            Members members,
            SecondFactorSeal seal,
            PasswordTurns passwords,
            FailedTries tries,
            Entrance entrance,
            Outbox outbox,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.seal = seal;
        this.passwords = passwords;
        this.tries = tries;
        this.entrance = entrance;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * What an authenticator is given.
     *
     * @param secret in base 32, to type in
     * @param uri the same for a picture that it reads, as authenticators understand it (Key Uri Format)
     */
    public record Offer(String secret, String uri) {
        /** Without the secret. */
        @Override
        public String toString() {
            return "Offer[]";
        }
    }

    /**
     * Offers this member a secret. It counts from the first code of it on; until then another one replaces it.
     *
     * @throws Refused if the password is wrong, or they have a second factor
     */
    public Offer offer(UUID member, String password) throws SQLException {
        Member me = requirePassword(member, password);
        if (me.secondFactor()) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "second_factor_on",
                    "You have an authenticator already. Turn the second factor off first, then set up another.");
        }
        byte[] secret = Totp.randomSecret();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE customer.member SET totp_offered = ? WHERE id = ? AND totp_secret IS NULL")) {
            update.setBytes(1, seal.seal(member, secret));
            update.setObject(2, member);
            update.executeUpdate();
        }
        String typed = Base32.encode(secret);
        String label = URLEncoder.encode(me.email(), StandardCharsets.UTF_8);
        return new Offer(typed, "otpauth://totp/OminiGate:" + label + "?secret=" + typed + "&issuer=OminiGate");
    }

    /**
     * The authenticator shows codes of what was offered: from now on signing in takes one.
     *
     * @return recovery codes, which are nowhere else after this
     * @throws Refused if it is not a code of it
     */
    public List<String> confirm(UUID member, String code) throws SQLException {
        return Transaction.run(dataSource, transaction -> {
            byte[] offered = offered(transaction, member);
            OptionalLong step = offered == null
                    ? OptionalLong.empty()
                    : Totp.stepOf(seal.open(member, offered), digits(code), clock.instant());
            if (step.isEmpty()) {
                throw new Refused(
                        HttpStatus.BAD_REQUEST,
                        "code_wrong",
                        "This is not the code that the authenticator shows now. Wait for the next one; if none is right,"
                                + " check the clock of the device, or begin again.");
            }
            try (PreparedStatement update = transaction.prepareStatement("""
                    UPDATE customer.member
                    SET totp_secret = totp_offered, totp_offered = NULL, totp_step = ?, totp_since = clock_timestamp(), version = version + 1
                    WHERE id = ?
                    """)) {
                update.setLong(1, step.getAsLong());
                update.setObject(2, member);
                update.executeUpdate();
            }
            List<String> codes = replaceCodes(transaction, member);
            notice(transaction, member, Template.SECOND_FACTOR_ON);
            return codes;
        });
    }

    private static byte @Nullable [] offered(Connection transaction, UUID member) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement("""
                SELECT totp_offered FROM customer.member WHERE id = ? AND totp_secret IS NULL FOR NO KEY UPDATE
                """)) {
            query.setObject(1, member);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getBytes(1) : null;
            }
        }
    }

    private static List<String> replaceCodes(Connection transaction, UUID member) throws SQLException {
        List<String> codes = RecoveryCodes.random();
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM customer.recovery_code WHERE member = ?")) {
            delete.setObject(1, member);
            delete.executeUpdate();
        }
        try (PreparedStatement insert = transaction.prepareStatement(
                "INSERT INTO customer.recovery_code (member, sha256) SELECT ?, unnest(?)")) {
            insert.setObject(1, member);
            insert.setArray(2, RecoveryCodes.hashes(transaction, codes));
            insert.executeUpdate();
        }
        return codes;
    }

    /**
     * Signing in takes the password alone from now on.
     *
     * @param code of the authenticator, or a recovery code
     * @throws Refused if either is wrong
     */
    public void turnOff(UUID member, String password, String code) throws SQLException {
        Member me = requirePassword(member, password);
        byte[] subject = FailedTries.subject("customer-code", me.email());
        entrance.count(subject);
        Transaction.run(dataSource, transaction -> {
            if (!use(transaction, member, code)) {
                throw new Refused(
                        HttpStatus.BAD_REQUEST,
                        "code_wrong",
                        "This is neither a fresh code of your authenticator nor a recovery code that you have left.");
            }
            tries.forget(transaction, subject);
            drop(transaction, member);
            notice(transaction, member, Template.SECOND_FACTOR_OFF);
            return true;
        });
    }

    /** There is no second factor any more. */
    private static void drop(Connection transaction, UUID member) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.member
                SET totp_secret = NULL, totp_offered = NULL, totp_since = NULL, version = version + 1
                WHERE id = ?
                """)) {
            update.setObject(1, member);
            update.executeUpdate();
        }
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM customer.recovery_code WHERE member = ?")) {
            delete.setObject(1, member);
            delete.executeUpdate();
        }
    }

    /** There is none any more if it was turned on after this: by somebody else, that is. */
    static void dropIfSince(Connection transaction, UUID member, Instant since) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement(
                "SELECT FROM customer.member WHERE id = ? AND totp_since >= ? FOR NO KEY UPDATE")) {
            query.setObject(1, member);
            query.setObject(2, since.atOffset(ZoneOffset.UTC));
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return;
                }
            }
        }
        drop(transaction, member);
    }

    private void notice(Connection transaction, UUID member, Template template) throws SQLException {
        Member me = members.lock(transaction, member);
        if (me != null) {
            outbox.leave(transaction, new Letter(template, me.email(), me.about(), me.language(), Map.of()));
        }
    }

    /** @throws Refused if this is not the member's password, or if too many were wrong before */
    Member requirePassword(UUID member, String password) throws SQLException {
        byte[] subject = FailedTries.subject("own-password", member.toString());
        entrance.count(subject);
        Member me = members.find(member);
        String kept = kept(member);
        boolean right = passwords.inTurn(() -> Passwords.matches(kept, password));
        if (me == null || !right) {
            throw new Refused(
                    HttpStatus.BAD_REQUEST, "password_wrong", "This is not your password. Nothing was changed.");
        }
        Transaction.run(dataSource, transaction -> {
            tries.forget(transaction, subject);
            return true;
        });
        return me;
    }

    /**
     * Somebody who is signed in shows again who they are: by their password, and by a code where signing in takes one. That is
     * what identity level L2 asks for.
     *
     * @param code of the authenticator, or a recovery code; anything for who has none
     * @return them as they are
     * @throws Refused if either is wrong, or too many were wrong before
     */
    public Member requireAnew(UUID member, String password, String code) throws SQLException {
        Member me = requirePassword(member, password);
        if (me.secondFactor()) {
            byte[] subject = FailedTries.subject("customer-code", me.email());
            entrance.count(subject);
            Transaction.run(dataSource, transaction -> {
                if (!use(transaction, member, code)) {
                    throw new Refused(
                            HttpStatus.BAD_REQUEST,
                            "code_wrong",
                            "This is neither a fresh code of your authenticator nor a recovery code that you have left.");
                }
                tries.forget(transaction, subject);
                return true;
            });
        }
        return me;
    }

    private @Nullable String kept(UUID member) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("SELECT password FROM customer.member WHERE id = ?")) {
            query.setObject(1, member);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Uses a code of either kind up; false if it is none. One of two that come at once with the same fails. */
    boolean use(Connection transaction, UUID member, String code) throws SQLException {
        String digits = digits(code);
        return digits.matches("[0-9]{6}")
                ? useStep(transaction, member, digits)
                : useRecoveryCode(transaction, member, code);
    }

    private boolean useStep(Connection transaction, UUID member, String digits) throws SQLException {
        byte[] sealed;
        try (PreparedStatement query = transaction.prepareStatement(
                "SELECT totp_secret FROM customer.member WHERE id = ? AND totp_secret IS NOT NULL FOR NO KEY UPDATE")) {
            query.setObject(1, member);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    return false;
                }
                sealed = row.getBytes(1);
            }
        }
        OptionalLong step = Totp.stepOf(seal.open(member, sealed), digits, clock.instant());
        if (step.isEmpty()) {
            return false;
        }
        try (PreparedStatement update = transaction.prepareStatement(
                "UPDATE customer.member SET totp_step = ? WHERE id = ? AND totp_step < ?")) {
            update.setLong(1, step.getAsLong());
            update.setObject(2, member);
            update.setLong(3, step.getAsLong());
            return update.executeUpdate() == 1;
        }
    }

    private boolean useRecoveryCode(Connection transaction, UUID member, String code) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement(
                "UPDATE customer.recovery_code SET used_at = ? WHERE member = ? AND sha256 = ? AND used_at IS NULL")) {
            update.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            update.setObject(2, member);
            update.setBytes(3, RecoveryCodes.sha256(code));
            return update.executeUpdate() == 1;
        }
    }

    private static String digits(String code) {
        return code.replaceAll("\\s", "");
    }
}
