package ai.ominigate.staff.identity;

import ai.ominigate.model.staff.Colleague;
import ai.ominigate.model.staff.Role;
import ai.ominigate.staff.rights.Actor;
import ai.ominigate.staff.rights.Capability;
import ai.ominigate.staff.rights.Mark;
import ai.ominigate.staff.rights.Rights;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Who works here, for features in which members of the staff meet. Blocks. */
@Singleton
public final class Colleagues {

    /** What these members are called, those who have left too; without those who are not known at all. */
    public Map<UUID, Colleague> named(Connection connection, Collection<UUID> members) throws SQLException {
        String sql = """
                SELECT id, name
                FROM staff.member
                WHERE id = ANY (?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", members.toArray()));
            Map<UUID, Colleague> named = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID id = row.getObject("id", UUID.class);
                    named.put(id, new Colleague(id.toString(), row.getString("name")));
                }
            }
            return named;
        }
    }

    /** Where to write to everybody who can sign in and has this right. */
    public Map<UUID, String> addressesOf(Connection connection, Capability capability) throws SQLException {
        String sql = """
                SELECT id, email, roles
                FROM staff.member
                WHERE status = 'ACTIVE'
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            Map<UUID, String> addresses = new HashMap<>();
            while (row.next()) {
                if (Rights.of(Members.roles(row), capability) != Mark.NO) {
                    addresses.put(row.getObject("id", UUID.class), row.getString("email"));
                }
            }
            return addresses;
        }
    }

    /** Everybody who can sign in and has this right, by their names. */
    public List<Colleague> having(Connection connection, Capability capability) throws SQLException {
        String sql = """
                SELECT id, name, roles
                FROM staff.member
                WHERE status = 'ACTIVE'
                ORDER BY name, id
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            List<Colleague> having = new ArrayList<>();
            while (row.next()) {
                if (Rights.of(Members.roles(row), capability) != Mark.NO) {
                    having.add(new Colleague(row.getString("id"), row.getString("name")));
                }
            }
            return having;
        }
    }

    /** Until the transaction ends, nobody comes, goes or gets other roles but by it. */
    public void holdRoles(Connection transaction) throws SQLException {
        Members.lockRoles(transaction);
    }

    /** The same member with the roles that they have at this moment; with none if they have left. */
    public Actor.Member now(Connection transaction, Actor.Member member) throws SQLException {
        return new Actor.Member(member.member(), member.session(), rolesNow(transaction, member.member()));
    }

    /** The same, and until the transaction ends, these roles are not changed: what they allow is done while they do. */
    public Actor.Member hold(Connection transaction, Actor.Member member) throws SQLException {
        Set<Role> roles = roles(transaction, member.member(), "FOR SHARE");
        return new Actor.Member(member.member(), member.session(), roles);
    }

    /** The roles that somebody has at this moment; none if they have left. */
    public Set<Role> rolesNow(Connection transaction, UUID member) throws SQLException {
        return roles(transaction, member, "");
    }

    private static Set<Role> roles(Connection transaction, UUID member, String lock) throws SQLException {
        String sql = """
                SELECT roles
                FROM staff.member
                WHERE id = ? AND status = 'ACTIVE'
                """ + lock;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, member);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Members.roles(row) : Set.of();
            }
        }
    }

    /** Everybody who can sign in, with their roles. */
    public Map<UUID, Set<Role>> active(Connection connection) throws SQLException {
        String sql = """
                SELECT id, roles
                FROM staff.member
                WHERE status = 'ACTIVE'
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            Map<UUID, Set<Role>> active = new HashMap<>();
            while (row.next()) {
                active.put(row.getObject("id", UUID.class), Members.roles(row));
            }
            return active;
        }
    }
}
