package ai.ominigate.customer.identity;

import ai.ominigate.model.own.MemberRole;
import ai.ominigate.platform.UuidV7;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** {@code customer.member}: people who sign in to accounts. Blocks. */
@Singleton
public final class Members {
    static final String COLUMNS = """
            m.id, m.account, m.email, m.role, m.language, m.name, m.company, m.country, m.time_zone,
            m.totp_secret IS NOT NULL AS second_factor, m.created_at, m.version
            """;

    private final DataSource dataSource;
    private final InstantSource clock;

    Members(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Whoever has this id, or null. */
    public @Nullable Member find(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, "m.id = ?", id);
        }
    }

    /** Whoever has this id, unchanged until the transaction ends; null if there is nobody. */
    public @Nullable Member lock(Connection transaction, UUID id) throws SQLException {
        return find(transaction, "m.id = ? FOR NO KEY UPDATE", id);
    }

    /** Whoever signs in with this address, in lower case; null if nobody does. */
    public @Nullable Member named(Connection connection, String email) throws SQLException {
        return find(connection, "m.email = ?", email);
    }

    private static @Nullable Member find(Connection connection, String condition, Object value) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT " + COLUMNS + " FROM customer.member m WHERE " + condition)) {
            query.setObject(1, value);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? member(row) : null;
            }
        }
    }

    /** Whoever signs in to this account as its owner; null if nobody does. */
    public @Nullable Member owner(Connection connection, UUID account) throws SQLException {
        return find(connection, "m.account = ? AND m.role = 'OWNER'", account);
    }

    /** Who signs in to this account, the owner first. */
    public List<Member> of(UUID account) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return of(connection, account);
        }
    }

    /** The same in a transaction of the caller's. */
    public List<Member> of(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM customer.member m WHERE m.account = ? ORDER BY m.role <> 'OWNER', m.created_at, m.id")) {
            query.setObject(1, account);
            List<Member> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(member(row));
                }
            }
            return found;
        }
    }

    /**
     * Somebody new, who has shown that the address is theirs.
     *
     * @param password as it is kept
     */
    public Member add(
            Connection transaction, UUID account, String email, MemberRole role, String password, Locale language)
            throws SQLException {
        OffsetDateTime now = clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
        UUID id = UuidV7.at(now.toInstant());
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO customer.member (id, account, email, role, password, language, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)) {
            insert.setObject(1, id);
            insert.setObject(2, account);
            insert.setString(3, email);
            insert.setString(4, role.name());
            insert.setString(5, password);
            insert.setString(6, language.toLanguageTag());
            insert.setObject(7, now);
            insert.executeUpdate();
        }
        return new Member(id, account, email, role, language, Member.Profile.EMPTY, false, now.toInstant(), 1);
    }

    /**
     * Has the owner of an account sign in with another address, as somebody has decided who is not they: they are signed out,
     * and nothing that was sent to the old one is good for anything any more.
     *
     * @return false if somebody else signs in with it; nothing is changed then
     */
    public boolean moveOwner(Connection transaction, UUID account, String email) throws SQLException {
        Member owner = find(transaction, "m.account = ? AND m.role = 'OWNER' FOR NO KEY UPDATE", account);
        if (owner == null || owner.email().equals(email)) {
            return true;
        }
        if (named(transaction, email) != null) {
            return false;
        }
        for (String change : List.of(
                "UPDATE customer.member SET email = lower(?), version = version + 1 WHERE id = ?",
                "UPDATE customer.session SET ended_at = clock_timestamp() WHERE ?::text IS NOT NULL AND member = ?"
                        + " AND ended_at IS NULL",
                "DELETE FROM customer.link WHERE ?::text IS NOT NULL AND member = ?",
                "DELETE FROM customer.email_change WHERE ?::text IS NOT NULL AND member = ? AND done_at IS NULL")) {
            try (PreparedStatement update = transaction.prepareStatement(change)) {
                update.setString(1, email);
                update.setObject(2, owner.id());
                update.executeUpdate();
            }
        }
        return true;
    }

    /** Has a member who is not the owner do something else; false if there is no such member of the account. */
    public boolean setRole(Connection transaction, UUID account, UUID member, MemberRole role) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE customer.member SET role = ?, version = version + 1
                WHERE id = ? AND account = ? AND role <> 'OWNER'
                """)) {
            update.setString(1, role.name());
            update.setObject(2, member);
            update.setObject(3, account);
            return update.executeUpdate() == 1;
        }
    }

    /**
     * A member who is not the owner leaves: all that is known of them as a member goes, and they are signed out.
     *
     * @return false if there is no such member of the account
     */
    public boolean remove(Connection transaction, UUID account, UUID member) throws SQLException {
        try (PreparedStatement delete = transaction.prepareStatement(
                "DELETE FROM customer.member WHERE id = ? AND account = ? AND role <> 'OWNER'")) {
            delete.setObject(1, member);
            delete.setObject(2, account);
            return delete.executeUpdate() == 1;
        }
    }

    /** Has the owner of an account sign in with another password from now on, as it is kept. */
    public void replaceOwnersPassword(Connection transaction, UUID account, String password) throws SQLException {
        Member owner = owner(transaction, account);
        if (owner != null) {
            setPassword(transaction, owner.id(), password);
        }
    }

    /** Has somebody sign in with another password from now on. */
    static void setPassword(Connection transaction, UUID member, String password) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement(
                "UPDATE customer.member SET password = ?, version = version + 1 WHERE id = ?")) {
            update.setString(1, password);
            update.setObject(2, member);
            update.executeUpdate();
        }
    }

    static Member member(ResultSet row) throws SQLException {
        String zone = row.getString("time_zone");
        return new Member(
                row.getObject("id", UUID.class),
                row.getObject("account", UUID.class),
                row.getString("email"),
                MemberRole.valueOf(row.getString("role")),
                Locale.forLanguageTag(row.getString("language")),
                new Member.Profile(
                        row.getString("name"),
                        row.getString("company"),
                        row.getString("country"),
                        zone == null ? null : ZoneId.of(zone)),
                row.getBoolean("second_factor"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getLong("version"));
    }
}
