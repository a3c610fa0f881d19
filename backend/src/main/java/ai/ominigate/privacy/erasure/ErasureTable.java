package ai.ominigate.privacy.erasure;

import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.personal.DataKeys;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Pseudonyms;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code privacy.erasure}, and what is read of an account before it is gone. Blocks. */
@Singleton
final class ErasureTable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * Whether a name is one that nobody else's data has by chance: of two words, or of one that is long, and not part of the
     * name of any other account or of who signs in there. With {@code name} and {@code account}.
     */
    private static final String NAMES_ONE = """
            (length(%1$s) >= 12 OR length(%1$s) >= 8 AND %1$s LIKE '%% %%')
            AND NOT EXISTS (
                SELECT FROM accounts.account other WHERE other.id <> %2$s AND position(lower(%1$s) IN lower(other.name)) > 0)
            AND NOT EXISTS (
                SELECT FROM customer.member other
                WHERE other.account <> %2$s AND position(lower(%1$s) IN lower(other.name)) > 0)
            """;

    /**
     * What somebody is called, as a whole, and nobody and nothing else is, so that it can be looked for where names stand.
     * With {@code theirs}, a query for their names, {@code account}, whose keys are theirs, and {@code others}, which of the
     * members are somebody else.
     */
    private static final String NAMES = """
            WITH theirs AS (SELECT DISTINCT lower(btrim(found.name)) AS name FROM (%1$s) AS found (name))
            SELECT name FROM theirs
            WHERE length(name) >= 2 AND name <> 'erased'
                AND NOT EXISTS (
                    SELECT FROM accounts.account o WHERE o.id <> %2$s AND lower(btrim(o.name)) = theirs.name)
                AND NOT EXISTS (
                    SELECT FROM accounts.api_key o WHERE o.account_id <> %2$s AND lower(btrim(o.name)) = theirs.name)
                AND NOT EXISTS (
                    SELECT FROM customer.member o
                    WHERE %3$s AND theirs.name IN (lower(btrim(o.name)), lower(btrim(o.company))))
                AND NOT EXISTS (SELECT FROM staff.member o WHERE lower(btrim(o.name)) = theirs.name)
                AND NOT EXISTS (SELECT FROM subprocessor.company o WHERE lower(btrim(o.name)) = theirs.name)
            ORDER BY name
            """;

    private final DataKeys keys;

    ErasureTable(DataKeys keys) {
        this.keys = keys;
    }

    /**
     * How far it is.
     *
     * @param account whose owner is forgotten; their own id of who signs in to one that they do not own
     * @param member whether it is the latter
     * @param known null once the last search was done
     * @param receipts by the leg's name
     * @param proof null before it is signed
     */
    record State(
            UUID account,
            boolean member,
            @Nullable UUID request,
            @Nullable Known known,
            long tombstone,
            Instant beganAt,
            Map<String, Map<String, Object>> receipts,
            @Nullable String proof) {

        /** As the audit log and the proof name them. */
        String subject() {
            return ErasureTable.subject(account, member);
        }
    }

    /** As the audit log and the proof name somebody. */
    static String subject(UUID account, boolean member) {
        return (member ? ProofCheck.MEMBER : ProofCheck.ACCOUNT) + ":" + account;
    }

    /** Locked until the transaction ends; null if nobody began to forget this account. */
    @Nullable
    State find(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement select =
                transaction.prepareStatement("SELECT * FROM privacy.erasure WHERE account = ? FOR UPDATE")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                boolean member = row.getBoolean("member");
                byte[] sealed = row.getBytes("sealed");
                return new State(
                        account,
                        member,
                        row.getObject("request", UUID.class),
                        sealed == null ? null : opened(transaction, account, member, sealed),
                        row.getLong("tombstone"),
                        row.getObject("began_at", OffsetDateTime.class).toInstant(),
                        receipts(row.getString("receipts")),
                        row.getString("proof"));
            }
        }
    }

    /**
     * In a backup from the middle of an erasure, what was sealed is not read again once that one was over: then they are known by
     * what the backup still has of them.
     */
    private Known opened(Connection transaction, UUID account, boolean member, byte[] sealed) throws SQLException {
        byte[] known = keys.open(transaction, account, sealed);
        if (known != null) {
            return Known.of(known);
        }
        Known again = member ? knownMember(transaction, account, null) : known(transaction, account);
        Known now = again == null ? Known.byNothing(account) : again;
        update(
                transaction,
                "UPDATE privacy.erasure SET sealed = ? WHERE account = ?",
                keys.seal(transaction, account, now.bytes()),
                account);
        return now;
    }

    private static Map<String, Map<String, Object>> receipts(String json) {
        try {
            return JSON.readValue(json, new TypeReference<TreeMap<String, Map<String, Object>>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb is JSON", e);
        }
    }

    void begin(Connection transaction, Known known, boolean member, @Nullable UUID request, long tombstone, Instant now)
            throws SQLException {
        byte[] sealed = keys.seal(transaction, known.account(), known.bytes());
        update(transaction, """
                INSERT INTO privacy.erasure (account, member, request, sealed, tombstone, began_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """, known.account(), member, request, sealed, tombstone, now.atOffset(ZoneOffset.UTC));
    }

    /** Answers the receipt as it will be read. */
    Map<String, Object> receipt(Connection transaction, UUID account, String leg, Map<String, Object> receipt)
            throws SQLException {
        try {
            String json = JSON.writeValueAsString(receipt);
            update(
                    transaction,
                    "UPDATE privacy.erasure SET receipts = receipts || jsonb_build_object(?::text, ?::jsonb) WHERE account = ?",
                    leg,
                    json,
                    account);
            return JSON.readValue(json, new TypeReference<TreeMap<String, Object>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a receipt is JSON", e);
        }
    }

    /** Nothing that was sealed for the account is read again in this database; {@link #finished} is to follow. */
    void finish(Connection transaction, UUID account, Instant now) throws SQLException {
        update(
                transaction,
                "UPDATE privacy.erasure SET sealed = NULL, finished_at = ? WHERE account = ?",
                now.atOffset(ZoneOffset.UTC),
                account);
        keys.destroy(transaction, account);
    }

    /** Nor in any copy of it. Once that is committed; again is the same as once. */
    void finished(UUID account) throws IOException {
        keys.destroyOutside(account);
    }

    void proof(Connection transaction, UUID account, String proof) throws SQLException {
        update(transaction, "UPDATE privacy.erasure SET proof = ? WHERE account = ?", proof, account);
    }

    /** By what this account's owner is known now; null if they are forgotten, or there is no such account. */
    static @Nullable Known known(Connection transaction, UUID account) throws SQLException {
        String sql = """
                SELECT a.email, a.stripe_customer, CASE WHEN %s THEN a.name END AS name
                FROM accounts.account a
                WHERE a.id = ? AND a.erased_at IS NULL
                """.formatted(NAMES_ONE.formatted("a.name", "a.id"));
        List<UUID> keys = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        try (PreparedStatement select = transaction.prepareStatement(
                "SELECT id, sha256 FROM accounts.api_key WHERE account_id = ? ORDER BY id")) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    keys.add(row.getObject(1, UUID.class));
                    hashes.add(HexFormat.of().formatHex(row.getBytes(2)));
                }
            }
        }
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setObject(1, account);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                String email = row.getString("email");
                List<String> addresses = new ArrayList<>(OwnerFields.formerAddresses(transaction, account));
                if (email != null) {
                    addresses.addFirst(email);
                }
                DataSubject subject = DataSubject.of(account, addresses, keys);
                Pseudonyms instead = Pseudonyms.random(subject);
                return new Known(
                        account,
                        List.copyOf(subject.addresses()),
                        row.getString("name"),
                        row.getString("stripe_customer"),
                        keys,
                        hashes,
                        instead.account(),
                        instead.keys(),
                        ofMembers(transaction, account),
                        names(transaction, account));
            }
        }
    }

    private static List<String> names(Connection transaction, UUID account) throws SQLException {
        String theirs = """
                SELECT a.name FROM accounts.account a WHERE a.id = ?
                UNION SELECT unnest(ARRAY[m.name, m.company]) FROM customer.member m WHERE m.account = ?
                """;
        return column(transaction, NAMES.formatted(theirs, "?", "o.account <> ?"), account);
    }

    /**
     * By what somebody is known who signs in to an account that they do not own; null if nobody does, and nobody has asked.
     *
     * @param request by which they asked, in whose conversation their address stands, too; null if they did not
     */
    static @Nullable Known knownMember(Connection transaction, UUID member, @Nullable UUID request)
            throws SQLException {
        List<String> addresses = column(transaction, """
                SELECT m.email FROM customer.member m WHERE m.id = ?
                UNION
                SELECT lower(t.sender) FROM privacy.request r JOIN privacy.thread t ON t.id = r.thread
                WHERE r.id = ? AND r.member = ? AND t.sender IS NOT NULL
                """, member, request, member);
        if (addresses.isEmpty()) {
            return null;
        }
        String theirs = "SELECT m.name FROM customer.member m WHERE m.id = ?";
        // Of the account that they sign in to nothing is theirs, so all of its names are somebody else's.
        List<String> names = column(transaction, NAMES.formatted(theirs, "?", "o.id <> ?"), member);
        List<String> unlike = column(transaction, """
                SELECT m.name FROM customer.member m
                WHERE m.id = ? AND m.name LIKE '% %' AND length(m.name) >= 8
                    AND NOT EXISTS (
                        SELECT FROM customer.member o WHERE o.id <> m.id AND position(lower(m.name) IN lower(o.name)) > 0)
                    AND NOT EXISTS (
                        SELECT FROM accounts.account a WHERE position(lower(m.name) IN lower(a.name)) > 0)
                """, member);
        return new Known(
                member,
                addresses,
                unlike.isEmpty() ? null : unlike.getFirst(),
                null,
                List.of(),
                List.of(),
                UUID.randomUUID(),
                List.of(),
                List.of(),
                names);
    }

    /** The first column; one value stands for all parameters. */
    private static List<String> column(Connection connection, String sql, @Nullable UUID... values)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int count = select.getParameterMetaData().getParameterCount();
            for (int i = 0; i < count; i++) {
                select.setObject(i + 1, values.length == 1 ? values[0] : values[i], Types.OTHER);
            }
            List<String> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        }
    }

    /** An address that is somebody's elsewhere stays there. */
    private static List<String> ofMembers(Connection transaction, UUID account) throws SQLException {
        String sql = """
                SELECT m.name FROM customer.member m WHERE m.account = ? AND %s
                UNION
                SELECT lower(m.email) FROM customer.member m
                WHERE m.account = ?
                    AND NOT EXISTS (SELECT FROM accounts.account a WHERE a.id <> m.account AND lower(a.email) = lower(m.email))
                    AND NOT EXISTS (
                        SELECT FROM customer.member o WHERE o.account <> m.account AND lower(o.email) = lower(m.email))
                    AND NOT EXISTS (SELECT FROM privacy.thread t WHERE lower(t.sender) = lower(m.email))
                    AND NOT EXISTS (SELECT FROM staff.member s WHERE lower(s.email) = lower(m.email))
                """.formatted(NAMES_ONE.formatted("m.name", "m.account"));
        try (PreparedStatement select = transaction.prepareStatement(sql)) {
            select.setObject(1, account);
            select.setObject(2, account);
            List<String> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString(1));
                }
            }
            return found;
        }
    }

    static int update(Connection transaction, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }
}
