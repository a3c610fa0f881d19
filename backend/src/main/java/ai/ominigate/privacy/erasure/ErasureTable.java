package ai.ominigate.privacy.erasure;

import ai.ominigate.accounts.OwnerFields;
import ai.ominigate.personal.DataKeys;
import ai.ominigate.personal.DataSubject;
import ai.ominigate.personal.Pseudonyms;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    private final DataKeys keys;

    ErasureTable(DataKeys keys) {
        this.keys = keys;
    }

    /**
     * How far it is.
     *
     * @param known null once the last search was done
     * @param receipts by the leg's name
     * @param proof null before it is signed
     */
    record State(
            UUID account,
            @Nullable UUID request,
            @Nullable Known known,
            long tombstone,
            Instant beganAt,
            Map<String, Map<String, Object>> receipts,
            @Nullable String proof) {}

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
                byte[] sealed = row.getBytes("sealed");
                byte[] known = sealed == null ? null : keys.open(transaction, account, sealed);
                return new State(
                        account,
                        row.getObject("request", UUID.class),
                        known == null ? null : Known.of(known),
                        row.getLong("tombstone"),
                        row.getObject("began_at", OffsetDateTime.class).toInstant(),
                        receipts(row.getString("receipts")),
                        row.getString("proof"));
            }
        }
    }

    private static Map<String, Map<String, Object>> receipts(String json) {
        try {
            return JSON.readValue(json, new TypeReference<TreeMap<String, Map<String, Object>>>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb is JSON", e);
        }
    }

    void begin(Connection transaction, Known known, @Nullable UUID request, long tombstone, Instant now)
            throws SQLException {
        byte[] sealed = keys.seal(transaction, known.account(), known.bytes());
        update(transaction, """
                INSERT INTO privacy.erasure (account, request, sealed, tombstone, began_at) VALUES (?, ?, ?, ?, ?)
                """, known.account(), request, sealed, tombstone, now.atOffset(ZoneOffset.UTC));
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

    /** Nothing that was sealed for the account is read again. */
    void finish(Connection transaction, UUID account, Instant now) throws SQLException {
        update(
                transaction,
                "UPDATE privacy.erasure SET sealed = NULL, finished_at = ? WHERE account = ?",
                now.atOffset(ZoneOffset.UTC),
                account);
        keys.destroy(transaction, account);
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
                        ofMembers(transaction, account));
            }
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
