package ai.ominigate.accounts;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds accounts by what somebody was told of them: exactly, and never by a part of a name or an address. Blocks. */
@Singleton
public final class Customers {
    private static final String COLUMNS =
            "SELECT a.id, a.name, a.status, a.created_at, a.revision, a.email, a.stripe_customer FROM accounts.account a ";

    private final DataSource dataSource;

    /** Of the accounts in this database. */
    public Customers(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** The account with this id, or null, also for what is no id of ours. */
    public @Nullable Customer withId(String id) throws SQLException {
        UUID uuid;
        try {
            uuid = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            return null;
        }
        return first("WHERE a.id = ?", uuid);
    }

    /** The account that is in use with this e-mail address, or null. Capitals do not matter. */
    public @Nullable Customer withEmail(String email) throws SQLException {
        return first("WHERE lower(a.email) = lower(?) AND a.status IN ('ACTIVE', 'SUSPENDED')", email);
    }

    /** Which account is in use with this e-mail address, in a transaction of the caller's; null if none is. */
    public @Nullable UUID withEmail(Connection connection, String email) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT id FROM accounts.account WHERE lower(email) = lower(?) AND status IN ('ACTIVE', 'SUSPENDED')")) {
            statement.setString(1, email);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /** The account that Stripe calls so, or null. */
    public @Nullable Customer withStripeCustomer(String customer) throws SQLException {
        return first("WHERE a.stripe_customer = ?", customer);
    }

    /** What Stripe calls this account, in the caller's transaction; null until it pays, and where there is no such account. */
    public @Nullable String stripeCustomer(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT stripe_customer FROM accounts.account WHERE id = ?")) {
            statement.setObject(1, account);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /**
     * Stripe calls this account so from now on; for an account that Stripe does not know yet.
     *
     * @return false if it is known already, or closed, or not there; nothing has changed then
     */
    public boolean knownToStripeAs(Connection transaction, UUID account, String customer) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("""
                UPDATE accounts.account SET stripe_customer = ?
                WHERE id = ? AND stripe_customer IS NULL AND status <> 'CLOSED'
                """)) {
            statement.setString(1, customer);
            statement.setObject(2, account);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * The accounts that have, or had, a key whose secret begins so, the newest first.
     *
     * @param prefix the seven characters that are kept of a secret
     * @param limit at most so many
     */
    public List<Customer> withKey(String prefix, int limit) throws SQLException {
        return find("""
                WHERE EXISTS (SELECT FROM accounts.api_key k WHERE k.account_id = a.id AND k.hint = ?)
                ORDER BY a.id DESC
                LIMIT
                """ + limit, KeySecret.hint(prefix));
    }

    /** What this account is called, which may be a person's name; null if there is no such account. */
    public @Nullable String nameOf(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT name FROM accounts.account WHERE id = ?")) {
            statement.setObject(1, account);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** The e-mail address of this account's owner; null if they gave none, or there is no such account. */
    public @Nullable String emailOf(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT email FROM accounts.account WHERE id = ?")) {
            statement.setObject(1, account);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Whether there is an account with this id. */
    public boolean exists(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT EXISTS (SELECT FROM accounts.account WHERE id = ?)")) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whose these keys are, revoked ones too; without those that are not known. */
    public Map<UUID, KeyOwner> ownersOf(Connection connection, Collection<UUID> keys) throws SQLException {
        String sql = """
                SELECT k.id, k.account_id, a.stripe_customer IS NOT NULL
                FROM accounts.api_key k
                JOIN accounts.account a ON a.id = k.account_id
                WHERE k.id = ANY (?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", keys.toArray()));
            Map<UUID, KeyOwner> owners = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID key = row.getObject(1, UUID.class);
                    owners.put(key, new KeyOwner(key, row.getObject(2, UUID.class), row.getBoolean(3)));
                }
            }
            return owners;
        }
    }

    /** Those of these accounts that have ever paid by Stripe. */
    public Set<UUID> ofStripe(Connection connection, Collection<UUID> accounts) throws SQLException {
        String sql = "SELECT id FROM accounts.account WHERE id = ANY (?) AND stripe_customer IS NOT NULL";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", accounts.toArray()));
            Set<UUID> found = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(row.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }

    private @Nullable Customer first(String condition, Object value) throws SQLException {
        List<Customer> found = find(condition, value);
        return found.isEmpty() ? null : found.getFirst();
    }

    private List<Customer> find(String condition, Object value) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(COLUMNS + condition)) {
            statement.setObject(1, value);
            List<Customer> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(new Customer(
                            Accounts.account(row), row.getString("email"), row.getString("stripe_customer")));
                }
            }
            return found;
        }
    }
}
