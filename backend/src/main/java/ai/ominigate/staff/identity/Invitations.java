package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
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
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * How people come to the staff: whoever has an invitation's token chooses a password with it, gets the secret of an
 * authenticator and recovery codes, and is a member with the first right code. Blocks.
 *
 * <p>No mail is sent. The token is in the answer to whoever invites, for handing over in a way that they trust.
 */
@Singleton
public final class Invitations {
    private static final String PREFIX = "invite-";
    private static final Duration COLLEAGUES_TAKES = Duration.ofDays(3);
    private static final Duration OPERATORS_TAKES = Duration.ofDays(1);

    private final DataSource dataSource;
    private final Members members;
    private final Sessions sessions;
    private final SecondFactorSeal seal;
    private final PasswordWork passwords;
    private final FailedTries tries;
    private final AuditLog audit;
    private final InstantSource clock;

    Invitations(
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

    /** An invitation, with the token that is shown this once. */
    public record Issued(UUID id, String token, Instant expiresAt) {
        @Override
        public String toString() {
            return "Issued[" + id + "]";
        }
    }

    /** An invitation that nobody has confirmed yet; {@code accepted} if somebody has begun to. */
    public record Open(
            UUID id,
            long version,
            String email,
            String name,
            Set<Role> roles,
            UUID invitedBy,
            Instant createdAt,
            Instant expiresAt,
            boolean accepted) {}

    /**
     * Invites somebody, as part of the transaction that decides it. Replaces an earlier invitation to the same address.
     *
     * @param by who invites
     */
    public Issued invite(Connection transaction, String email, String name, Set<Role> roles, UUID by)
            throws SQLException {
        String normal = Email.normal(email);
        endWhere(transaction, "NOT by_operator AND email = ?", normal);
        return insert(transaction, false, normal, name, roles, by, COLLEAGUES_TAKES);
    }

    /** Makes the token with which an administrator sets up their own place. Replaces the one before. */
    Issued forAdministrator(Connection transaction) throws SQLException {
        endWhere(transaction, "by_operator", null);
        return insert(transaction, true, null, null, Set.of(Role.ADMIN), null, OPERATORS_TAKES);
    }

    private Issued insert(
            Connection transaction,
            boolean byOperator,
            @Nullable String email,
            @Nullable String name,
            Set<Role> roles,
            @Nullable UUID by,
            Duration takes)
            throws SQLException {
        Instant now = now();
        Issued issued = new Issued(UuidV7.at(now), Secret.random(PREFIX), now.plus(takes));
        String sql = """
                INSERT INTO staff.invitation (
                    id, sha256, by_operator, email, name, roles, invited_by, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, issued.id());
            statement.setBytes(2, Secret.sha256(issued.token()));
            statement.setBoolean(3, byOperator);
            statement.setString(4, email);
            statement.setString(5, name);
            statement.setArray(6, Members.array(transaction, roles));
            statement.setObject(7, by);
            statement.setObject(8, atUtc(now));
            statement.setObject(9, atUtc(issued.expiresAt()));
            statement.executeUpdate();
        }
        return issued;
    }

    private void endWhere(Connection transaction, String condition, @Nullable String value) throws SQLException {
        String sql = "UPDATE staff.invitation SET ended_at = ? WHERE ended_at IS NULL AND " + condition;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            if (value != null) {
                statement.setString(2, value);
            }
            statement.executeUpdate();
        }
    }

    /** Withdraws an invitation; false if there is none with this id that is open. */
    public boolean withdraw(Connection transaction, UUID id) throws SQLException {
        String sql = """
                UPDATE staff.invitation
                SET ended_at = ?
                WHERE id = ? AND NOT by_operator AND ended_at IS NULL AND expires_at > ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, id);
            statement.setObject(3, atUtc(now()));
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Withdraws all open invitations of somebody who may not invite any more.
     *
     * @return their ids
     */
    public List<UUID> withdrawAllBy(Connection transaction, UUID inviter) throws SQLException {
        String sql = """
                UPDATE staff.invitation
                SET ended_at = ?
                WHERE invited_by = ? AND ended_at IS NULL AND expires_at > ?
                RETURNING id
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, inviter);
            statement.setObject(3, atUtc(now()));
            List<UUID> withdrawn = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    withdrawn.add(row.getObject("id", UUID.class));
                }
            }
            return withdrawn;
        }
    }

    /** A new token for an invitation to a colleague, instead of the one before; null if none is open with this id. */
    public @Nullable Issued renew(Connection transaction, UUID id) throws SQLException {
        Instant now = now();
        Issued issued = new Issued(id, Secret.random(PREFIX), now.plus(COLLEAGUES_TAKES));
        String sql = """
                UPDATE staff.invitation
                SET sha256 = ?, expires_at = ?, password = NULL, totp_secret = NULL, recovery_codes = NULL,
                    version = version + 1
                WHERE id = ? AND NOT by_operator AND ended_at IS NULL AND expires_at > ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setBytes(1, Secret.sha256(issued.token()));
            statement.setObject(2, atUtc(issued.expiresAt()));
            statement.setObject(3, id);
            statement.setObject(4, atUtc(now));
            return statement.executeUpdate() == 1 ? issued : null;
        }
    }

    /** Those to colleagues that are open, the newest first. Few enough for one answer: they expire within days. */
    public List<Open> open() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return open(connection);
        }
    }

    /** The same, as a transaction sees it. */
    public List<Open> open(Connection connection) throws SQLException {
        return open(connection, null, "");
    }

    /** One of them, which nobody else can change until this transaction ends; null if none with this id is open. */
    public @Nullable Open lock(Connection transaction, UUID id) throws SQLException {
        List<Open> found = open(transaction, id, "FOR UPDATE");
        return found.isEmpty() ? null : found.getFirst();
    }

    private List<Open> open(Connection connection, @Nullable UUID id, String lock) throws SQLException {
        String sql = """
                SELECT id, version, email, name, roles, invited_by, created_at, expires_at,
                    password IS NOT NULL AS accepted
                FROM staff.invitation
                WHERE NOT by_operator AND ended_at IS NULL AND expires_at > ? AND id = coalesce(?, id)
                ORDER BY id DESC
                """ + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, id, Types.OTHER);
            List<Open> open = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    open.add(new Open(
                            row.getObject("id", UUID.class),
                            row.getLong("version"),
                            row.getString("email"),
                            row.getString("name"),
                            Members.roles(row),
                            row.getObject("invited_by", UUID.class),
                            row.getObject("created_at", OffsetDateTime.class).toInstant(),
                            row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                            row.getBoolean("accepted")));
                }
            }
            return open;
        }
    }

    /**
     * An invitation that can be accepted or confirmed.
     *
     * @param sha256 of the token that it was found by: a renewed invitation has another one
     */
    private record Place(
            UUID id,
            byte[] sha256,
            boolean byOperator,
            @Nullable String email,
            @Nullable String name,
            Set<Role> roles,
            @Nullable String password,
            byte @Nullable [] totpSecret,
            List<byte[]> recoveryCodes) {}

    /** Chooses the password of somebody who was invited. May be repeated until it is confirmed. */
    Enrolment accept(String token, String password) throws SQLException {
        Place place = find(token, false);
        return accept(place, String.valueOf(place.email()), String.valueOf(place.name()), password);
    }

    /** The same for an administrator whom the operator lets in, who also says address and name. */
    Enrolment setUp(String token, String email, String name, String password) throws SQLException {
        return accept(find(token, true), Email.checked(email), name, password);
    }

    private Enrolment accept(Place place, String email, String name, String password) throws SQLException {
        PasswordRules.check(password, email, name);
        String kept = passwords.hash(password);
        byte[] secret = Totp.randomSecret();
        List<String> codes = RecoveryCodes.random();
        String sql = """
                UPDATE staff.invitation
                SET email = ?, name = ?, password = ?, totp_secret = ?, recovery_codes = ?, version = version + 1
                WHERE id = ? AND sha256 = ? AND ended_at IS NULL
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, email);
            statement.setString(2, name);
            statement.setString(3, kept);
            statement.setBytes(4, seal.seal(place.id(), secret));
            statement.setArray(5, RecoveryCodes.hashes(connection, codes));
            statement.setObject(6, place.id());
            statement.setBytes(7, place.sha256());
            if (statement.executeUpdate() == 0) {
                throw unknown();
            }
        }
        return Enrolments.of(email, secret, codes);
    }

    /**
     * The authenticator works: makes the member and signs them in.
     *
     * @param request the request's name, for the audit log
     */
    SignedIn confirm(String token, String totp, String request) throws SQLException {
        Place place = find(token, null);
        if (place.totpSecret() == null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "not_accepted",
                    "This invitation has no password yet. Accept it first, then confirm it.");
        }
        byte[] subject = FailedTries.subject("confirm", place.id().toString());
        Duration wait = tries.count(subject);
        if (wait != null) {
            throw SignIns.tooManyTries(wait);
        }
        OptionalLong step = Totp.stepOf(seal.open(place.id(), place.totpSecret()), totp, clock.instant());
        if (step.isEmpty()) {
            audit.append(new Act(
                    new Actor.Unidentified(),
                    "staff.join",
                    Act.Outcome.REFUSED,
                    "invitation:" + place.id(),
                    null,
                    request,
                    Map.of("why", "wrong code")));
            throw Enrolments.wrongCode();
        }
        return Transaction.run(dataSource, transaction -> {
            tries.forget(transaction, subject);
            end(transaction, place);
            StaffMember member = members.join(
                    transaction,
                    new Members.Joining(
                            place.id(),
                            String.valueOf(place.email()),
                            String.valueOf(place.name()),
                            place.roles(),
                            place.password(),
                            place.totpSecret(),
                            step.getAsLong()));
            if (member == null) {
                throw new Refused(
                        HttpStatus.CONFLICT,
                        "email_taken",
                        "Somebody of the staff has this address already. Ask for an invitation to another one.");
            }
            members.keepRecoveryCodes(transaction, member.id(), place.recoveryCodes());
            audit.append(
                    transaction,
                    new Act(
                            new Actor.Member(member.id(), member.id(), member.roles()),
                            "staff.join",
                            Act.Outcome.DONE,
                            member.subject(),
                            null,
                            request,
                            Map.of("roles", member.roles().toString(), "byOperator", "" + place.byOperator())));
            return sessions.open(transaction, member);
        });
    }

    /** Of two that come at once, one finds it ended; and whoever has a token that was just replaced finds another one. */
    private void end(Connection transaction, Place place) throws SQLException {
        String sql = """
                UPDATE staff.invitation
                SET ended_at = ?, password = NULL, totp_secret = NULL, recovery_codes = NULL
                WHERE id = ? AND sha256 = ? AND ended_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, place.id());
            statement.setBytes(3, place.sha256());
            if (statement.executeUpdate() == 0) {
                throw unknown();
            }
        }
    }

    private Place find(String token, @Nullable Boolean byOperator) throws SQLException {
        String sql = """
                SELECT id, by_operator, email, name, roles, password, totp_secret, recovery_codes
                FROM staff.invitation
                WHERE sha256 = ? AND ended_at IS NULL AND expires_at > ? AND by_operator = coalesce(?, by_operator)
                """;
        byte[] sha256 = Secret.sha256(token);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setBytes(1, sha256);
            statement.setObject(2, atUtc(now()));
            statement.setObject(3, byOperator);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw unknown();
                }
                Array codes = row.getArray("recovery_codes");
                return new Place(
                        row.getObject("id", UUID.class),
                        sha256,
                        row.getBoolean("by_operator"),
                        row.getString("email"),
                        row.getString("name"),
                        Members.roles(row),
                        row.getString("password"),
                        row.getBytes("totp_secret"),
                        codes == null ? List.of() : List.of((byte[][]) codes.getArray()));
            }
        }
    }

    private static Refused unknown() {
        return new Refused(
                HttpStatus.NOT_FOUND,
                "invitation_unknown",
                "This invitation is unknown, or it was used, withdrawn, replaced or has expired. Ask for a new one.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
