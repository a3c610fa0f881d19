package ai.ominigate.accounts;

import ai.ominigate.accounts.Accounts.EmailInUse;
import ai.ominigate.personal.Category;
import ai.ominigate.personal.PersonalData;
import ai.ominigate.personal.Purpose;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Corrects what an account says of its owner, and keeps what it said before. Blocks. */
@Singleton
public final class OwnerFields {
    /** SQLSTATE of what is there already (PostgreSQL, appendix A). */
    private static final String UNIQUE_VIOLATION = "23505";

    private final List<OwnerNews> news;
    private final InstantSource clock;

    OwnerFields(Collection<OwnerNews> news, InstantSource clock) {
        this.news = List.copyOf(news);
        this.clock = clock;
    }

    /** What an account says of its owner. */
    private enum Field {
        NAME,
        EMAIL
    }

    /**
     * What an account says of its owner now.
     *
     * @param email null if it has none
     * @param stripeCustomer null until it pays
     */
    public record Now(
            String name,

            @PersonalData(
                    category = Category.EMAIL,
                    purpose = Purpose.SERVICE,
                    columns = {"accounts.account.email", "accounts.changed_field.before", "accounts.changed_field.after"
                    })
            @Nullable
            String email,

            @Nullable String stripeCustomer) {
        /** Without the values, so that no log line can hold them. */
        @Override
        public String toString() {
            return "Now[]";
        }
    }

    /** Of an account that is in use, which nobody else changes until the transaction ends; null if there is none. */
    public @Nullable Now lock(Connection transaction, UUID account) throws SQLException {
        return now(transaction, account, "FOR NO KEY UPDATE");
    }

    /** Of an account that is in use; null if there is none. */
    public @Nullable Now now(Connection connection, UUID account) throws SQLException {
        return now(connection, account, "");
    }

    private static @Nullable Now now(Connection connection, UUID account, String lock) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT name, email, stripe_customer FROM accounts.account WHERE id = ? AND status <> 'CLOSED' "
                        + lock)) {
            query.setObject(1, account);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? new Now(row.getString(1), row.getString(2), row.getString(3)) : null;
            }
        }
    }

    /**
     * Calls an account otherwise.
     *
     * @param because what for, as {@code request:019a…}
     */
    public void rename(Connection transaction, UUID account, String name, String because) throws SQLException {
        Accounts.checkName(name);
        Now before = required(transaction, account);
        update(transaction, "UPDATE accounts.account SET name = ? WHERE id = ?", name, account);
        remember(transaction, account, Field.NAME, before.name(), name, false, because);
    }

    /**
     * Has an account's owner get mail elsewhere.
     *
     * @param beforeIsTheirs whether they have shown that the old address is theirs: they are known by it as well then
     * @param because what for, as {@code request:019a…}
     * @throws EmailInUse if another account has the address; the transaction can go on, and nothing is changed
     */
    public void changeEmail(Connection transaction, UUID account, String email, boolean beforeIsTheirs, String because)
            throws SQLException, EmailInUse {
        Accounts.checkEmail(email);
        Now before = required(transaction, account);
        Savepoint unchanged = transaction.setSavepoint();
        try {
            update(transaction, "UPDATE accounts.account SET email = ? WHERE id = ?", email, account);
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                transaction.rollback(unchanged);
                throw new EmailInUse();
            }
            throw e;
        }
        remember(transaction, account, Field.EMAIL, before.email(), email, beforeIsTheirs, because);
        for (OwnerNews each : news) {
            each.moved(transaction, account, because);
        }
    }

    private Now required(Connection transaction, UUID account) throws SQLException {
        Now now = lock(transaction, account);
        if (now == null) {
            throw new IllegalStateException("there is no such account, or it is closed");
        }
        return now;
    }

    private void remember(
            Connection transaction,
            UUID account,
            Field field,
            @Nullable String before,
            String after,
            boolean beforeIsTheirs,
            String because)
            throws SQLException {
        update(
                transaction,
                """
                INSERT INTO accounts.changed_field (account, changed_at, field, before, after, before_is_theirs, because_of)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                account,
                clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC),
                field.name(),
                before,
                after,
                beforeIsTheirs,
                because);
    }

    private static void update(Connection transaction, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    /**
     * Addresses that an account had before, as far as its owner has shown that they are theirs and no other account has them
     * now; in lower case. An address that was somebody else's by a mistake names somebody else.
     */
    public static List<String> formerAddresses(Connection connection, UUID account) throws SQLException {
        String sql = """
                SELECT DISTINCT lower(f.before)
                FROM accounts.changed_field f
                WHERE f.account = ? AND f.field = 'EMAIL' AND f.before IS NOT NULL AND f.before_is_theirs
                    AND NOT EXISTS (
                        SELECT FROM accounts.account a WHERE a.id <> f.account AND lower(a.email) = lower(f.before))
                """;
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, account);
            List<String> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1).toLowerCase(Locale.ROOT));
                }
            }
            return found;
        }
    }

    /** The address that the account has now, first, and those before it that are its owner's too. */
    static List<String> addresses(Connection connection, UUID account, @Nullable String email) throws SQLException {
        List<String> all = new ArrayList<>();
        if (email != null) {
            all.add(email);
        }
        all.addAll(formerAddresses(connection, account));
        return all;
    }
}
