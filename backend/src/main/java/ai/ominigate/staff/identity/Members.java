package ai.ominigate.staff.identity;

import ai.ominigate.credential.Base32;
import ai.ominigate.credential.Email;
import ai.ominigate.credential.Passwords;
import ai.ominigate.credential.SecondFactorSeal;
import ai.ominigate.model.Page;
import ai.ominigate.model.staff.Role;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import ai.ominigate.staff.rights.Rights;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The staff, as the database has it. Blocks. */
@Singleton
public final class Members {
    private final DataSource dataSource;
    private final SecondFactorSeal seal;
    private final InstantSource clock;

    Members(DataSource dataSource, SecondFactorSeal seal, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * Somebody who becomes a member.
     *
     * @param email in lower case
     * @param password as it is kept; null for whoever signs in elsewhere
     * @param totpSecret sealed for this id; null for whoever signs in elsewhere
     * @param totpStep the step of the code that they have shown already; 0 for none
     */
    record Joining(
            UUID id,
            String email,
            String name,
            Set<Role> roles,
            @Nullable String password,
            byte @Nullable [] totpSecret,
            long totpStep) {}

    /**
     * Adds somebody who signs in with a password and an authenticator, and asks nobody: for the demo. People are invited.
     * Whoever has this address already signs in with these from now on.
     *
     * @param totpSecret the authenticator's, in base 32
     */
    public void enrol(String email, String name, Set<Role> roles, String password, String totpSecret)
            throws SQLException {
        StaffMember known = named(email);
        UUID id = known == null ? UuidV7.at(clock.instant()) : known.id();
        String kept = Passwords.hash(password);
        byte[] sealed = seal.seal(id, Base32.decode(totpSecret));
        Transaction.run(dataSource, transaction -> {
            if (known == null) {
                join(transaction, new Joining(id, Email.normal(email), name, roles, kept, sealed, 0));
            } else {
                replaceCredentials(transaction, id, kept, sealed);
            }
            return id;
        });
    }

    private static void replaceCredentials(Connection transaction, UUID id, String password, byte[] totpSecret)
            throws SQLException {
        String sql = """
                UPDATE staff.member
                SET password = ?, totp_secret = ?, totp_step = 0
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, password);
            statement.setBytes(2, totpSecret);
            statement.setObject(3, id);
            statement.executeUpdate();
        }
    }

    /** The new member; null, changing nothing, if one has this address already. */
    @Nullable
    StaffMember join(Connection transaction, Joining joining) throws SQLException {
        if (!Rights.fitTogether(joining.roles())) {
            throw new IllegalArgumentException("these roles are not one person's: " + joining.roles());
        }
        lockRoles(transaction);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        String sql = """
                INSERT INTO staff.member (id, email, name, roles, status, password, totp_secret, totp_step, created_at)
                VALUES (?, ?, ?, ?, 'ACTIVE', ?, ?, ?, ?)
                ON CONFLICT (email) WHERE status = 'ACTIVE' DO NOTHING
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, joining.id());
            statement.setString(2, joining.email());
            statement.setString(3, joining.name());
            statement.setArray(4, array(transaction, joining.roles()));
            statement.setString(5, joining.password());
            statement.setBytes(6, joining.totpSecret());
            statement.setLong(7, joining.totpStep());
            statement.setObject(8, now.atOffset(ZoneOffset.UTC));
            if (statement.executeUpdate() == 0) {
                return null;
            }
        }
        AccessReviews.noteRoles(transaction, joining.id(), joining.roles(), now);
        return new StaffMember(joining.id(), joining.email(), joining.name(), joining.roles(), now, 1);
    }

    /** The member with this id, or null if there is none or they have left. */
    public @Nullable StaffMember find(UUID id) throws SQLException {
        return findWhere("id = ?", id);
    }

    /** The member with this address, or null if there is none or they have left. */
    public @Nullable StaffMember named(String email) throws SQLException {
        return findWhere("email = ?", Email.normal(email));
    }

    /** The same, read by a transaction. */
    public @Nullable StaffMember named(Connection transaction, String email) throws SQLException {
        return findWhere(transaction, "email = ?", Email.normal(email));
    }

    private @Nullable StaffMember findWhere(String condition, Object value) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return findWhere(connection, condition, value);
        }
    }

    private static @Nullable StaffMember findWhere(Connection connection, String condition, Object value)
            throws SQLException {
        String sql = "SELECT id, email, name, roles, created_at, version FROM staff.member WHERE status = 'ACTIVE' AND "
                + condition;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, value);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? member(row) : null;
            }
        }
    }

    /**
     * A member with what those see who look after the staff.
     *
     * @param active whether they still work here
     * @param atProvider whether they sign in at the OpenID provider
     * @param sessions how many of theirs have not ended
     */
    public record Listed(
            StaffMember member,
            boolean active,
            boolean atProvider,
            @Nullable Instant lastSignInAt,
            int sessions) {}

    /**
     * Those who work or have worked here.
     *
     * @param active only those who still work here, or no longer do; null for all
     * @param role only those who have it; null for all
     */
    public Page<Listed> list(PageRequest page, Sort<MemberOrder> sort, @Nullable Boolean active, @Nullable Role role)
            throws SQLException {
        ListQuery query = found().where("(m.status = 'ACTIVE') = ?", active)
                .where("? = ANY (m.roles)", role)
                .sortedBy(sort.by().expression(), sort.by().type())
                .sortedBy("m.id", "uuid");
        try (Connection connection = dataSource.getConnection()) {
            return query.read(connection, page, sort.descending(), Members::read);
        }
    }

    /** The member with this id, removed or not; null if there is none. */
    public @Nullable Listed listed(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return listed(connection, id);
        }
    }

    /** The same, as a transaction sees it. */
    public @Nullable Listed listed(Connection connection, UUID id) throws SQLException {
        return found().where("m.id = ?", id).one(connection, Members::read);
    }

    private ListQuery found() {
        Instant now = clock.instant();
        String columns = """
                m.id, m.email, m.name, m.roles, m.created_at, m.version, m.status, m.last_sign_in_at,
                    m.provider_subject IS NOT NULL AS at_provider,
                    (SELECT count(*) FROM staff.session s
                        WHERE s.member = m.id AND s.ended_at IS NULL AND s.expires_at > ? AND s.last_used_at > ?) AS sessions
                """;
        return ListQuery.of(columns, "staff.member m", now, now.minus(Session.IDLE));
    }

    private static Listed read(ResultSet row) throws SQLException {
        OffsetDateTime lastSignInAt = row.getObject("last_sign_in_at", OffsetDateTime.class);
        return new Listed(
                member(row),
                row.getString("status").equals("ACTIVE"),
                row.getBoolean("at_provider"),
                lastSignInAt == null ? null : lastSignInAt.toInstant(),
                row.getInt("sessions"));
    }

    /** How many administrators there are; until the transaction ends, none can go and none can come. */
    public int lockAdministrators(Connection transaction) throws SQLException {
        lockRoles(transaction);
        return administrators(transaction);
    }

    /**
     * Until the transaction ends, nobody comes, goes or gets other roles but by it. A lock of its own and not one of rows,
     * so that nobody who signs in meanwhile is part of it, and two who change each other do not wait for each other.
     */
    static void lockRoles(Connection transaction) throws SQLException {
        try (PreparedStatement lock =
                transaction.prepareStatement("SELECT pg_advisory_xact_lock(hashtext('staff.roles'))")) {
            lock.execute();
        }
    }

    /** Gives a member other roles. */
    public StaffMember giveRoles(Connection transaction, StaffMember member, Set<Role> roles) throws SQLException {
        lockRoles(transaction);
        String sql = """
                UPDATE staff.member
                SET roles = ?, version = version + 1
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setArray(1, array(transaction, roles));
            statement.setObject(2, member.id());
            statement.executeUpdate();
        }
        AccessReviews.noteRoles(transaction, member.id(), roles, clock.instant().truncatedTo(ChronoUnit.MICROS));
        return new StaffMember(
                member.id(), member.email(), member.name(), roles, member.createdAt(), member.version() + 1);
    }

    /** Removes a member: they cannot sign in any more, and what they signed in with is forgotten. */
    public void remove(Connection transaction, UUID member) throws SQLException {
        lockRoles(transaction);
        String sql = """
                UPDATE staff.member
                SET status = 'REMOVED', password = NULL, totp_secret = NULL, next_totp_secret = NULL,
                    next_recovery_codes = NULL, version = version + 1
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, member);
            statement.executeUpdate();
        }
        keepRecoveryCodes(transaction, member, List.of());
        AccessReviews.noteRoles(transaction, member, Set.of(), clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** How many administrators there are. */
    public int administrators() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return administrators(connection);
        }
    }

    private static int administrators(Connection connection) throws SQLException {
        String sql = """
                SELECT count(*)
                FROM staff.member
                WHERE status = 'ACTIVE' AND 'ADMIN' = ANY (roles)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Replaces all recovery codes of a member. */
    void keepRecoveryCodes(Connection transaction, UUID member, Collection<byte[]> hashes) throws SQLException {
        try (PreparedStatement delete =
                transaction.prepareStatement("DELETE FROM staff.recovery_code WHERE member = ?")) {
            delete.setObject(1, member);
            delete.executeUpdate();
        }
        String sql = """
                INSERT INTO staff.recovery_code (member, sha256)
                VALUES (?, ?)
                """;
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            for (byte[] hash : hashes) {
                insert.setObject(1, member);
                insert.setBytes(2, hash);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** A member out of a row that has all columns of one. */
    static StaffMember member(ResultSet row) throws SQLException {
        return new StaffMember(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getString("name"),
                roles(row),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }

    static Set<Role> roles(ResultSet row) throws SQLException {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        Arrays.stream((String[]) row.getArray("roles").getArray())
                .map(Role::valueOf)
                .forEach(roles::add);
        return roles;
    }

    static Array array(Connection connection, Set<Role> roles) throws SQLException {
        return connection.createArrayOf(
                "text", roles.stream().sorted().map(Role::name).toArray());
    }
}
