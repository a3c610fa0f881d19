package ai.ominigate.staff.identity;

import ai.ominigate.credential.Email;
import ai.ominigate.credential.FailedTries;
import ai.ominigate.credential.PasswordRules;
import ai.ominigate.credential.PasswordWork;
import ai.ominigate.credential.RecoveryCodes;
import ai.ominigate.credential.SecondFactorSeal;
import ai.ominigate.credential.Secret;
import ai.ominigate.credential.Totp;
import ai.ominigate.credential.Waits;
import ai.ominigate.model.Page;
import ai.ominigate.model.staff.Enrolment;
import ai.ominigate.model.staff.Role;
import ai.ominigate.model.staff.SignedIn;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
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
 * <p>No mail is sent. The token is in the answer to whoever invites, for handing over in a way that they trust. Where two
 * have decided it, each gets a part of the token, and whoever is invited needs both: neither of the two can come in as
 * somebody whom the other one has agreed to.
 */
@Singleton
public final class Invitations {
    private static final String PREFIX = "invite-";
    private static final String BEGUN = "setup_begun";
    private static final Duration COLLEAGUES_TAKES = Duration.ofDays(3);
    private static final Duration OPERATORS_TAKES = Duration.ofDays(1);

    private final DataSource dataSource;
    private final Members members;
    private final Sessions sessions;
    private final SecondFactorSeal seal;
    private final PasswordWork passwords;
    private final FailedTries tries;
    private final RosterWatch watch;
    private final AuditLog audit;
    private final InstantSource clock;

    Invitations(
            DataSource dataSource,
            Members members,
            Sessions sessions,
            SecondFactorSeal seal,
            PasswordWork passwords,
            FailedTries tries,
            RosterWatch watch,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.members = members;
        this.sessions = sessions;
        this.seal = seal;
        this.passwords = passwords;
        this.tries = tries;
        this.watch = watch;
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

            @PersonalData(category = Category.EMAIL, purpose = Purpose.SERVICE, columns = "staff.invitation.email")
            String email,

            @PersonalData(category = Category.NAME, purpose = Purpose.SERVICE, columns = "staff.invitation.name")
            String name,

            Set<Role> roles,
            UUID invitedBy,
            @Nullable UUID agreedBy,
            Instant createdAt,
            Instant expiresAt,
            boolean accepted) {}

    /** What lets somebody in: the hash of a token, or of each of its two parts, of which either may come first. */
    private record Parts(byte[] one, byte @Nullable [] other) {
        /** For the question marks of {@link #bind}. */
        static final String MATCH =
                "(sha256 = ? AND second_sha256 IS NOT DISTINCT FROM ? OR sha256 = ? AND second_sha256 = ?)";

        static Parts of(String token) {
            String[] parts = token.strip().split("\\s+");
            if (parts.length > 2) {
                throw unknown();
            }
            return new Parts(Secret.sha256(parts[0]), parts.length == 1 ? null : Secret.sha256(parts[1]));
        }

        void bind(PreparedStatement statement, int from) throws SQLException {
            statement.setBytes(from, one);
            statement.setBytes(from + 1, other);
            statement.setBytes(from + 2, other);
            statement.setBytes(from + 3, one);
        }
    }

    /**
     * Invites somebody, as part of the transaction that decides it. Replaces an earlier invitation to the same address.
     *
     * @param by who invites, and decides it alone
     */
    public Issued invite(Connection transaction, String email, String name, Set<Role> roles, UUID by)
            throws SQLException {
        String normal = Email.normal(email);
        endWhere(transaction, "NOT by_operator AND email = ?", normal);
        return insert(transaction, false, normal, name, roles, by, COLLEAGUES_TAKES);
    }

    /**
     * The same where two have decided it. Both have a part of the token made for them by {@link #renew}.
     *
     * @param by who asked for it
     * @param agreedBy who agreed
     * @return the invitation's id
     */
    public UUID inviteByTwo(Connection transaction, String email, String name, Set<Role> roles, UUID by, UUID agreedBy)
            throws SQLException {
        UUID id = invite(transaction, email, name, roles, by).id();
        String sql = """
                UPDATE staff.invitation
                SET agreed_by = ?, second_sha256 = ?
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, agreedBy);
            statement.setBytes(2, Secret.sha256(Secret.random(PREFIX)));
            statement.setObject(3, id);
            statement.executeUpdate();
        }
        return id;
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
     * Withdraws all open invitations that somebody has a part in who may not invite any more.
     *
     * @return their ids
     */
    public List<UUID> withdrawAllBy(Connection transaction, UUID inviter) throws SQLException {
        String sql = """
                UPDATE staff.invitation
                SET ended_at = ?
                WHERE ? IN (invited_by, agreed_by) AND ended_at IS NULL AND expires_at > ?
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

    /**
     * A new token for an invitation to a colleague, instead of the one before; null if none is open with this id. If two
     * have decided it, a new part of it for one of them.
     *
     * @param member whoever it is for: one of those who have decided it
     */
    public @Nullable Issued renew(Connection transaction, UUID id, UUID member) throws SQLException {
        Instant now = now();
        Issued issued = new Issued(id, Secret.random(PREFIX), now.plus(COLLEAGUES_TAKES));
        String sql = """
                UPDATE staff.invitation
                SET sha256 = CASE WHEN agreed_by = ? THEN sha256 ELSE ? END,
                    second_sha256 = CASE WHEN agreed_by = ? THEN ? ELSE second_sha256 END,
                    expires_at = ?, password = NULL, totp_secret = NULL, recovery_codes = NULL, version = version + 1
                WHERE id = ? AND NOT by_operator AND ended_at IS NULL AND expires_at > ?
                    AND (agreed_by IS NULL OR ? IN (invited_by, agreed_by))
                """;
        byte[] sha256 = Secret.sha256(issued.token());
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, member);
            statement.setBytes(2, sha256);
            statement.setObject(3, member);
            statement.setBytes(4, sha256);
            statement.setObject(5, atUtc(issued.expiresAt()));
            statement.setObject(6, id);
            statement.setObject(7, atUtc(now));
            statement.setObject(8, member);
            return statement.executeUpdate() == 1 ? issued : null;
        }
    }

    /**
     * Those to colleagues that are open.
     *
     * @param role only those to somebody who will have it; null for all
     * @param accepted only those that somebody has begun to accept, or has not; null for all
     */
    public Page<Open> list(
            PageRequest page, Sort<InvitationOrder> sort, @Nullable Role role, @Nullable Boolean accepted)
            throws SQLException {
        ListQuery query = open().where("? = ANY (roles)", role)
                .where("(password IS NOT NULL) = ?", accepted)
                .sortedBy(sort.by().expression(), sort.by().type())
                .sortedBy("id", "uuid");
        try (Connection connection = dataSource.getConnection()) {
            return query.read(connection, page, sort.descending(), Invitations::open);
        }
    }

    /** One of them, which nobody else can change until this transaction ends; null if none with this id is open. */
    public @Nullable Open lock(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement lock =
                transaction.prepareStatement("SELECT FROM staff.invitation WHERE id = ? FOR UPDATE")) {
            lock.setObject(1, id);
            lock.execute();
        }
        return open().where("id = ?", id).one(transaction, Invitations::open);
    }

    private ListQuery open() {
        String columns = """
                id, version, email, name, roles, invited_by, agreed_by, created_at, expires_at,
                    password IS NOT NULL AS accepted
                """;
        return ListQuery.of(columns, "staff.invitation")
                .where("NOT by_operator AND ended_at IS NULL")
                .where("expires_at > ?", now());
    }

    private static Open open(ResultSet row) throws SQLException {
        return new Open(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getString("email"),
                row.getString("name"),
                Members.roles(row),
                row.getObject("invited_by", UUID.class),
                row.getObject("agreed_by", UUID.class),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("expires_at", OffsetDateTime.class).toInstant(),
                row.getBoolean("accepted"));
    }

    /**
     * An invitation that can be accepted or confirmed.
     *
     * @param parts of the token that it was found by: a renewed invitation has others
     */
    private record Place(
            UUID id,
            Parts parts,
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

    /**
     * The same for an administrator whom the operator lets in, who also says address and name. Once with a token: somebody
     * who comes later with it, and may have read it somewhere, neither takes the place over nor goes unnoticed.
     *
     * @param request the request's name, for the audit log
     */
    Enrolment setUp(String token, String email, String name, String password, String request) throws SQLException {
        Place place = find(token, true);
        try {
            if (place.password() != null) {
                throw begun();
            }
            return accept(place, Email.checked(email), name, password);
        } catch (Refused refused) {
            if (refused.code().equals(BEGUN)) {
                audit.append(refused(place, request, "begun before"));
            }
            throw refused;
        }
    }

    private static Refused begun() {
        return new Refused(
                HttpStatus.CONFLICT,
                BEGUN,
                "Somebody has begun with this token. If that was you and you have the authenticator's secret, confirm it with"
                        + " a first code. If you lost the answer, or it was not you, have another token made with the"
                        + " command 'staff setup-token': this one is good for nothing then.");
    }

    private static Act refused(Place place, String request, String why) {
        return new Act(
                new Actor.Unidentified(),
                "staff.join",
                Act.Outcome.REFUSED,
                "invitation:" + place.id(),
                null,
                request,
                Map.of("why", why));
    }

    private Enrolment accept(Place place, String email, String name, String password) throws SQLException {
        PasswordRules.check(password, email, name);
        String kept = passwords.hash(password);
        byte[] secret = Totp.randomSecret();
        List<String> codes = RecoveryCodes.random();
        String sql = """
                UPDATE staff.invitation
                SET email = ?, name = ?, password = ?, totp_secret = ?, recovery_codes = ?, version = version + 1
                WHERE id = ? AND ended_at IS NULL AND (NOT by_operator OR password IS NULL) AND
                """ + Parts.MATCH + " RETURNING version";
        Transaction.run(dataSource, transaction -> {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setString(1, email);
                statement.setString(2, name);
                statement.setString(3, kept);
                statement.setBytes(4, seal.seal(place.id(), secret));
                statement.setArray(5, RecoveryCodes.hashes(transaction, codes));
                statement.setObject(6, place.id());
                place.parts().bind(statement, 7);
                try (ResultSet row = statement.executeQuery()) {
                    if (!row.next()) {
                        throw place.byOperator() ? begun() : unknown();
                    }
                    if (!place.byOperator()) {
                        watch.invitationChanged(transaction, place.id(), row.getLong("version"));
                    }
                }
            }
            return place;
        });
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
            throw Waits.refusal(wait);
        }
        OptionalLong step = Totp.stepOf(seal.open(place.id(), place.totpSecret()), totp, clock.instant());
        if (step.isEmpty()) {
            audit.append(refused(place, request, "wrong code"));
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
            watch.changed(transaction, member.id(), member.version());
            if (!place.byOperator()) {
                watch.invitationChanged(transaction, place.id(), null);
            }
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
                WHERE id = ? AND ended_at IS NULL AND
                """ + Parts.MATCH;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, place.id());
            place.parts().bind(statement, 3);
            if (statement.executeUpdate() == 0) {
                throw unknown();
            }
        }
    }

    private Place find(String token, @Nullable Boolean byOperator) throws SQLException {
        String sql = """
                SELECT id, by_operator, email, name, roles, password, totp_secret, recovery_codes
                FROM staff.invitation
                WHERE ended_at IS NULL AND expires_at > ? AND by_operator = coalesce(?, by_operator) AND
                """ + Parts.MATCH;
        Parts parts = Parts.of(token);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, byOperator);
            parts.bind(statement, 3);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw unknown();
                }
                Array codes = row.getArray("recovery_codes");
                return new Place(
                        row.getObject("id", UUID.class),
                        parts,
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
                "This invitation is unknown, or it was used, withdrawn, replaced or has expired. If two people have given you"
                        + " a part of its token each, give both, with a space between. Else ask for a new one.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
