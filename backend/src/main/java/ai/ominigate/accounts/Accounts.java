package ai.ominigate.accounts;

import ai.ominigate.model.Page;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.platform.Network;
import ai.ominigate.platform.PlainText;
import ai.ominigate.platform.UuidV7;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Refused;
import ai.ominigate.rest.Sort;
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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Accounts and their keys, as the database has them. Blocks; whatever changes here is known to every node in a second. */
@Singleton
public final class Accounts {
    private static final String KEY_COLUMNS = """
            k.id, k.account_id, k.hint, k.name, k.expires_at, k.models, k.networks::text[] AS networks,
                k.spend_per_day, k.spend_per_month, k.spend_total,
                k.requests_per_minute, k.tokens_per_minute, k.concurrency,
                k.scope, k.created_at, k.revoked_at, a.status <> 'ACTIVE' AS suspended
            """;

    private static final String KEYS = "accounts.api_key k JOIN accounts.account a ON a.id = k.account_id";

    /** SQLSTATE of a reference to a row that is not there (PostgreSQL, appendix A). */
    private static final String FOREIGN_KEY_VIOLATION = "23503";

    private static final String UNIQUE_VIOLATION = "23505";

    /** For how long an owner can take back that they give their account up; nothing of it is deleted before. */
    public static final Duration CLOSING_CAN_BE_TAKEN_BACK_FOR = Duration.ofHours(72);

    private static final int MAX_NAME = 200;
    /** Where the last group of an id's digits begins: random enough to tell accounts apart. */
    private static final int TAIL_OF_ID = 24;

    private static final int MAX_EMAIL = 254;
    private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

    private final DataSource dataSource;
    private final InstantSource clock;

    Accounts(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** @throws IllegalArgumentException if it cannot be the name of an account or a key */
    public static void checkName(String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a name has 1 to " + MAX_NAME + " characters");
        }
        if (PlainText.isDeceiving(name)) {
            throw new IllegalArgumentException(
                    "a name has no characters that cannot be seen, and not too many marks on one letter");
        }
    }

    /** @throws IllegalArgumentException if it cannot be an e-mail address */
    public static void checkEmail(String email) {
        if (email.length() > MAX_EMAIL || !EMAIL.matcher(email).matches() || PlainText.isDeceiving(email)) {
            throw new IllegalArgumentException("this is no e-mail address");
        }
    }

    /**
     * Makes an account.
     *
     * @throws IllegalArgumentException if the name is blank or too long
     */
    public Account create(String name) throws SQLException {
        checkName(name);
        try (Connection connection = dataSource.getConnection()) {
            return insert(connection, UuidV7.at(now()), name, null);
        }
    }

    /** Another account has the e-mail address. */
    public static final class EmailInUse extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The same with an e-mail address, if it is not null, as part of a transaction.
     *
     * @throws IllegalArgumentException if the name is blank or too long, or the address none
     * @throws EmailInUse if another account has the address; the transaction cannot go on
     */
    Account create(Connection transaction, String name, @Nullable String email) throws SQLException, EmailInUse {
        return create(transaction, UuidV7.at(now()), name, email);
    }

    private Account create(Connection transaction, UUID id, String name, @Nullable String email)
            throws SQLException, EmailInUse {
        checkName(name);
        if (email != null) {
            checkEmail(email);
        }
        try {
            return insert(transaction, id, name, email);
        } catch (SQLException e) {
            if (email != null && UNIQUE_VIOLATION.equals(e.getSQLState())) {
                throw new EmailInUse();
            }
            throw e;
        }
    }

    /**
     * Makes an account for whoever has shown that this address is theirs. What it is called tells nothing of them: they may
     * change that.
     *
     * @throws EmailInUse if another account has the address; the transaction cannot go on
     */
    public Account open(Connection transaction, String email) throws SQLException, EmailInUse {
        UUID id = UuidV7.at(now());
        String name = "Account " + id.toString().substring(TAIL_OF_ID);
        return create(transaction, id, name, email);
    }

    private Account insert(Connection transaction, UUID id, String name, @Nullable String email) throws SQLException {
        Instant now = now();
        String sql = """
                INSERT INTO accounts.account (id, name, status, created_at, email)
                VALUES (?, ?, 'ACTIVE', ?, ?)
                RETURNING revision
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, id);
            statement.setString(2, name);
            statement.setObject(3, atUtc(now));
            statement.setString(4, email);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new Account(id, name, Account.Status.ACTIVE, now, row.getLong("revision"));
            }
        }
    }

    /** The account with this id, or null. */
    public @Nullable Account find(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return find(connection, id, "");
        }
    }

    /** The same as this connection sees it. */
    public @Nullable Account find(Connection connection, UUID id) throws SQLException {
        return find(connection, id, "");
    }

    /** The same, which nobody else can change until this transaction ends. */
    public @Nullable Account lock(Connection transaction, UUID id) throws SQLException {
        return find(transaction, id, "FOR UPDATE");
    }

    private static @Nullable Account find(Connection connection, UUID id, String lock) throws SQLException {
        String sql = """
                SELECT id, name, status, created_at, revision
                FROM accounts.account
                WHERE id = ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql + lock)) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? account(row) : null;
            }
        }
    }

    /** The first account that was given this name, or null. Names are not unique. */
    public @Nullable Account named(String name) throws SQLException {
        String sql = """
                SELECT id, name, status, created_at, revision
                FROM accounts.account
                WHERE name = ?
                ORDER BY created_at, id
                LIMIT 1
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? account(row) : null;
            }
        }
    }

    /** Suspends an account, or takes it back into service; false if there is none with this id, or it is closed. */
    public boolean setStatus(UUID id, Account.Status status) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return setStatus(connection, id, status);
        }
    }

    /** The same as part of a transaction. */
    public boolean setStatus(Connection transaction, UUID id, Account.Status status) throws SQLException {
        String sql = """
                UPDATE accounts.account
                SET status = ?
                WHERE id = ? AND status <> 'CLOSED'
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, status.name());
            statement.setObject(2, id);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Gives an account up for good, with all its keys: from the commit on nobody calls with them. Again is the same as once.
     *
     * @return how many keys were in use
     */
    public int close(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(
                "UPDATE accounts.account SET status = 'CLOSED' WHERE id = ? AND status <> 'CLOSED'")) {
            statement.setObject(1, id);
            statement.executeUpdate();
        }
        try (PreparedStatement statement = transaction.prepareStatement(
                "UPDATE accounts.api_key SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL")) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, id);
            return statement.executeUpdate();
        }
    }

    /**
     * Its owner gives an account up: all its keys are revoked for good, and it gets no other one until that is taken back.
     * Again is the same as once.
     *
     * @return since when; null if there is no such account, or it is closed
     */
    public @Nullable Instant beginClosing(Connection transaction, UUID id) throws SQLException {
        Instant now = now();
        Instant since;
        try (PreparedStatement statement = transaction.prepareStatement("""
                UPDATE accounts.account SET closing_since = coalesce(closing_since, ?)
                WHERE id = ? AND status <> 'CLOSED' RETURNING closing_since
                """)) {
            statement.setObject(1, atUtc(now));
            statement.setObject(2, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                since = instant(row.getObject(1, OffsetDateTime.class));
            }
        }
        try (PreparedStatement statement = transaction.prepareStatement(
                "UPDATE accounts.api_key SET revoked_at = ? WHERE account_id = ? AND revoked_at IS NULL")) {
            statement.setObject(1, atUtc(now));
            statement.setObject(2, id);
            statement.executeUpdate();
        }
        return since;
    }

    /** They keep it after all; false if they did not give it up, or it is closed. Keys do not come back. */
    public boolean endClosing(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("""
                UPDATE accounts.account SET closing_since = NULL
                WHERE id = ? AND status <> 'CLOSED' AND closing_since IS NOT NULL
                """)) {
            statement.setObject(1, id);
            return statement.executeUpdate() == 1;
        }
    }

    /** Since when its owner gives this account up; null if they do not, or there is no such account. */
    public @Nullable Instant closingSince(UUID id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return closingSince(connection, id, "");
        }
    }

    /**
     * Whether there is such an account, and nobody gives it up; so until the transaction ends. One that is suspended is in use.
     */
    public boolean isKept(Connection transaction, UUID id) throws SQLException {
        try (PreparedStatement query = transaction.prepareStatement("""
                SELECT FROM accounts.account
                WHERE id = ? AND status <> 'CLOSED' AND closing_since IS NULL
                FOR NO KEY UPDATE
                """)) {
            query.setObject(1, id);
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static @Nullable Instant closingSince(Connection connection, UUID id, String lock) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT closing_since FROM accounts.account WHERE id = ?" + lock)) {
            query.setObject(1, id);
            try (ResultSet row = query.executeQuery()) {
                OffsetDateTime since = row.next() ? row.getObject(1, OffsetDateTime.class) : null;
                return since == null ? null : instant(since);
            }
        }
    }

    /** Whose account it is, by all that we know them by, the present address first; null if there is no such account, or its owner is forgotten. */
    public @Nullable DataSubject subject(Connection connection, UUID account) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT email FROM accounts.account WHERE id = ? AND erased_at IS NULL")) {
            statement.setObject(1, account);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String email = row.getString(1);
                return DataSubject.of(
                        account, OwnerFields.addresses(connection, account, email), keysOf(connection, account));
            }
        }
    }

    /** Makes a key of this account; null if there is no such account. */
    public @Nullable IssuedKey issue(UUID account, NewKey wish) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return issue(connection, account, wish);
        }
    }

    /**
     * The same as part of a transaction, which cannot go on if there is no such account.
     *
     * @throws Refused if the account is being closed
     */
    public @Nullable IssuedKey issue(Connection transaction, UUID account, NewKey wish) throws SQLException {
        // Shared, so that either this sees that it closes, or who closes it sees this key.
        if (closingSince(transaction, account, " FOR SHARE") != null) {
            throw new Refused(
                    HttpStatus.CONFLICT,
                    "account_closing",
                    "This account is being closed, so it gets no key. Its owner can take that back on the page of settings.");
        }
        String secret = KeySecret.random();
        Instant now = now();
        ApiKey key = new ApiKey(
                UuidV7.at(now),
                account,
                wish.name(),
                KeySecret.hint(secret),
                wish.expiresAt() == null ? null : wish.expiresAt().truncatedTo(ChronoUnit.MICROS),
                wish.models(),
                wish.networks(),
                wish.limits(),
                wish.scope(),
                false);
        try {
            insert(transaction, key, sha256(secret), now);
        } catch (SQLException e) {
            if (FOREIGN_KEY_VIOLATION.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
        return new IssuedKey(key, now, secret);
    }

    /**
     * Has a key be called this and be allowed this from now on, on every node within a second, as part of a transaction.
     * What it is for stays.
     *
     * @return as it is then; null if the account has no such key, or it is revoked
     */
    public @Nullable ListedKey change(Connection transaction, UUID account, UUID key, NewKey wish) throws SQLException {
        String sql = """
                UPDATE accounts.api_key
                SET name = ?, expires_at = ?, models = ?, networks = ?, spend_per_day = ?, spend_per_month = ?,
                    spend_total = ?, requests_per_minute = ?, tokens_per_minute = ?, concurrency = ?
                WHERE id = ? AND account_id = ? AND revoked_at IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, wish.name());
            statement.setObject(
                    2, wish.expiresAt() == null ? null : atUtc(wish.expiresAt().truncatedTo(ChronoUnit.MICROS)));
            statement.setArray(3, array(transaction, "text", wish.models().stream()));
            statement.setArray(
                    4, array(transaction, "cidr", wish.networks().stream().map(Network::toString)));
            setLimits(statement, 5, wish.limits());
            statement.setObject(11, key);
            statement.setObject(12, account);
            if (statement.executeUpdate() == 0) {
                return null;
            }
        }
        return listed(transaction, account, key);
    }

    private static void setLimits(PreparedStatement statement, int first, KeyLimits limits) throws SQLException {
        statement.setObject(first, limits.spendPerDay(), Types.BIGINT);
        statement.setObject(first + 1, limits.spendPerMonth(), Types.BIGINT);
        statement.setObject(first + 2, limits.spendTotal(), Types.BIGINT);
        statement.setObject(first + 3, limits.requestsPerMinute(), Types.INTEGER);
        statement.setObject(first + 4, limits.tokensPerMinute(), Types.INTEGER);
        statement.setObject(first + 5, limits.concurrency(), Types.INTEGER);
    }

    /** A key of this account, revoked or not; null if it has none with this id. */
    public @Nullable ListedKey listed(Connection connection, UUID account, UUID key) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + KEY_COLUMNS + " FROM " + KEYS + " WHERE k.id = ? AND k.account_id = ?")) {
            query.setObject(1, key);
            query.setObject(2, account);
            try (ResultSet row = query.executeQuery()) {
                return row.next() ? listed(row) : null;
            }
        }
    }

    /**
     * Makes another key that may do what this one may, and revokes this one, as part of a transaction.
     *
     * @return null if the account has no such key, or it is revoked
     */
    public @Nullable IssuedKey rotate(Connection transaction, UUID account, UUID key) throws SQLException {
        NewKey wish = null;
        try (PreparedStatement query = transaction.prepareStatement("SELECT " + KEY_COLUMNS + " FROM " + KEYS
                + " WHERE k.id = ? AND k.account_id = ? AND k.revoked_at IS NULL FOR UPDATE OF k")) {
            query.setObject(1, key);
            query.setObject(2, account);
            try (ResultSet row = query.executeQuery()) {
                if (row.next()) {
                    ApiKey old = key(row);
                    wish = new NewKey(
                            old.name(), old.expiresAt(), old.models(), old.networks(), old.limits(), old.scope());
                }
            }
        }
        if (wish == null || !revoke(transaction, account, key)) {
            return null;
        }
        return issue(transaction, account, wish);
    }

    /** Whether this is the secret of a key that was issued here, also if it works no more. */
    public boolean wasIssued(Connection connection, String secret) throws SQLException {
        KeySecret.Sha256 hash = KeySecret.sha256(secret);
        if (hash == null) {
            return false;
        }
        try (PreparedStatement query = connection.prepareStatement("SELECT FROM accounts.api_key WHERE sha256 = ?")) {
            query.setBytes(1, hash.bytes());
            try (ResultSet row = query.executeQuery()) {
                return row.next();
            }
        }
    }

    private static byte[] sha256(String secret) {
        KeySecret.Sha256 hash = KeySecret.sha256(secret);
        if (hash == null) {
            throw new IllegalStateException("a secret that was just made has the form of a secret");
        }
        return hash.bytes();
    }

    private static void insert(Connection connection, ApiKey key, byte[] sha256, Instant now) throws SQLException {
        String sql = """
                INSERT INTO accounts.api_key (
                    id, account_id, sha256, hint, name, expires_at, models, networks,
                    spend_per_day, spend_per_month, spend_total,
                    requests_per_minute, tokens_per_minute, concurrency, created_at, scope)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, key.id());
            statement.setObject(2, key.accountId());
            statement.setBytes(3, sha256);
            statement.setString(4, key.hint());
            statement.setString(5, key.name());
            statement.setObject(6, key.expiresAt() == null ? null : atUtc(key.expiresAt()));
            statement.setArray(7, array(connection, "text", key.models().stream()));
            statement.setArray(
                    8, array(connection, "cidr", key.networks().stream().map(Network::toString)));
            setLimits(statement, 9, key.limits());
            statement.setObject(15, atUtc(now));
            statement.setString(16, key.scope().name());
            statement.executeUpdate();
        }
    }

    private static Array array(Connection connection, String type, Stream<String> elements) throws SQLException {
        return connection.createArrayOf(type, elements.sorted().toArray());
    }

    /**
     * The newest keys of an account, revoked ones too.
     *
     * @param limit at most so many
     */
    public List<ListedKey> newestKeys(UUID account, int limit) throws SQLException {
        String sql = "SELECT " + KEY_COLUMNS + " FROM " + KEYS + " WHERE k.account_id = ? ORDER BY k.id DESC LIMIT ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, account);
            statement.setInt(2, limit);
            List<ListedKey> keys = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keys.add(listed(row));
                }
            }
            return keys;
        }
    }

    /** Keys of an account, revoked ones too. */
    public Page<ListedKey> keys(UUID account, PageRequest page, Sort<KeySort> sort) throws SQLException {
        ListQuery query = ListQuery.of(KEY_COLUMNS, KEYS)
                .where("k.account_id = ?", account)
                .sortedBy(sort.by().expression(), sort.by().type())
                .sortedBy("k.id", "uuid");
        try (Connection connection = dataSource.getConnection()) {
            return query.read(connection, page, sort.descending(), Accounts::listed);
        }
    }

    private static ListedKey listed(ResultSet row) throws SQLException {
        return new ListedKey(key(row), instant(row.getObject("created_at", OffsetDateTime.class)), revokedAt(row));
    }

    /** The networks that a key may be used from; none if it may be from everywhere, or if there is no such key. */
    List<String> networksOf(UUID key) throws SQLException {
        String sql = "SELECT unnest(networks)::text FROM accounts.api_key WHERE id = ? ORDER BY 1";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, key);
            List<String> networks = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    networks.add(row.getString(1));
                }
            }
            return networks;
        }
    }

    /** The ids of all keys that an account has or had. */
    public List<UUID> keysOf(Connection connection, UUID account) throws SQLException {
        return ids(connection, "SELECT id FROM accounts.api_key WHERE account_id = ?", account);
    }

    /** The account that has or had this key; null if there is no such key. */
    public @Nullable UUID ownerOf(Connection connection, UUID key) throws SQLException {
        List<UUID> owner = ids(connection, "SELECT account_id FROM accounts.api_key WHERE id = ?", key);
        return owner.isEmpty() ? null : owner.getFirst();
    }

    private static List<UUID> ids(Connection connection, String sql, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, id);
            List<UUID> ids = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }

    /** Revokes a key of this account for good; false if it has none with this id. Again is the same as once. */
    public boolean revoke(UUID account, UUID key) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return revoke(connection, account, key);
        }
    }

    /** The same as part of a transaction. */
    public boolean revoke(Connection transaction, UUID account, UUID key) throws SQLException {
        String sql = """
                UPDATE accounts.api_key
                SET revoked_at = coalesce(revoked_at, ?)
                WHERE id = ? AND account_id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, key);
            statement.setObject(3, account);
            return statement.executeUpdate() == 1;
        }
    }

    /**
     * Revokes all keys of an account that were made from a moment on: somebody else may have made them.
     *
     * @return how many
     */
    public int revokeMadeSince(Connection transaction, UUID account, Instant since) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("""
                UPDATE accounts.api_key SET revoked_at = ?
                WHERE account_id = ? AND created_at >= ? AND revoked_at IS NULL
                """)) {
            statement.setObject(1, atUtc(now()));
            statement.setObject(2, account);
            statement.setObject(3, atUtc(since));
            return statement.executeUpdate();
        }
    }

    /** Revokes a key for good, whosever it is, as part of a transaction. */
    public void revoke(Connection transaction, UUID key) throws SQLException {
        UUID owner = ownerOf(transaction, key);
        if (owner != null) {
            revoke(transaction, owner, key);
        }
    }

    /** Those of these keys that are neither revoked nor expired. */
    public Set<UUID> liveOf(Connection connection, Collection<UUID> keys) throws SQLException {
        String sql = """
                SELECT id
                FROM accounts.api_key
                WHERE id = ANY (?) AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", keys.toArray()));
            statement.setObject(2, atUtc(now()));
            Set<UUID> live = new HashSet<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    live.add(row.getObject(1, UUID.class));
                }
            }
            return live;
        }
    }

    /** An account out of a row that has all columns of one. */
    static Account account(ResultSet row) throws SQLException {
        return new Account(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Account.Status.valueOf(row.getString("status")),
                instant(row.getObject("created_at", OffsetDateTime.class)),
                row.getLong("revision"));
    }

    /** A key out of a row that has all columns of one, and {@code suspended} from its account. */
    static ApiKey key(ResultSet row) throws SQLException {
        OffsetDateTime expiresAt = row.getObject("expires_at", OffsetDateTime.class);
        return new ApiKey(
                row.getObject("id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getString("name"),
                row.getString("hint"),
                expiresAt == null ? null : instant(expiresAt),
                Set.of(texts(row, "models")),
                Stream.of(texts(row, "networks")).map(Network::parse).toList(),
                limits(row),
                KeyScope.valueOf(row.getString("scope")),
                row.getBoolean("suspended"));
    }

    private static KeyLimits limits(ResultSet row) throws SQLException {
        KeyLimits limits = new KeyLimits(
                row.getObject("spend_per_day", Long.class),
                row.getObject("spend_per_month", Long.class),
                row.getObject("spend_total", Long.class),
                row.getObject("requests_per_minute", Integer.class),
                row.getObject("tokens_per_minute", Integer.class),
                row.getObject("concurrency", Integer.class));
        return limits.equals(KeyLimits.NONE) ? KeyLimits.NONE : limits;
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        return (String[]) row.getArray(column).getArray();
    }

    private static @Nullable Instant revokedAt(ResultSet row) throws SQLException {
        OffsetDateTime revokedAt = row.getObject("revoked_at", OffsetDateTime.class);
        return revokedAt == null ? null : instant(revokedAt);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant instant(OffsetDateTime time) {
        return time.toInstant();
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
