package ai.ominigate.billing;

import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes to the double-entry ledger. Amounts are nano-dollars; + is credit, − is debit. Everything happens in the
 * caller's transaction (READ COMMITTED); the database checks at commit that each ledger transaction sums to zero.
 *
 * <p>Locks are taken in one order by everybody: the node's epoch, balances by id ({@link #lock}), leases by id. Accounts
 * that may be missing are opened before the first lock.
 */
@Singleton
final class Ledger {
    static final String PROMO_EXPENSE = "promo_expense";
    static final String REVENUE_USAGE = "revenue_usage";
    static final String STRIPE_CLEARING = "stripe_clearing";
    static final String STRIPE_FEES = "stripe_fees";
    static final String REVENUE_FEE = "revenue_fee";
    static final String TAX_PAYABLE = "tax_payable";
    static final String REFUND_SUSPENSE = "refund_suspense";
    static final String DISPUTE_SUSPENSE = "dispute_suspense";
    static final String BREAKAGE = "breakage";
    static final String BANK = "bank";

    /** The ledger accounts of one customer: what was paid ahead, and what was used beyond that. */
    record CustomerAccounts(long wallet, long receivable) {}

    /** What a ledger account has, and how much of it is set aside in leases. */
    record Funds(long balance, long held) {
        long free() {
            return balance - held;
        }
    }

    /**
     * The head of a ledger transaction.
     *
     * @param idemKey names the effect: among transactions of one kind it happens once
     */
    record Tx(UUID id, String kind, String idemKey, Instant occurredAt) {}

    /** One side of a ledger transaction; {@code nanos} is not 0. */
    record Entry(UUID tx, int seq, long ledgerAccount, long nanos) {}

    /** The sides of one ledger transaction, without those that are 0. */
    static final class Entries {
        private final UUID tx;
        private final List<Entry> entries = new ArrayList<>();

        Entries(UUID tx) {
            this.tx = tx;
        }

        void add(long ledgerAccount, long nanos) {
            if (nanos != 0) {
                entries.add(new Entry(tx, entries.size(), ledgerAccount, nanos));
            }
        }

        List<Entry> all() {
            return List.copyOf(entries);
        }
    }

    /** Opens wallet and receivable of customers that have none; safe against others who do the same. */
    void open(Connection transaction, SortedSet<UUID> accounts) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO billing.ledger_account (code, kind, currency, account, min_balance)
                SELECT opened.prefix || wanted.account, opened.kind, 'USD', wanted.account, opened.min_balance
                  FROM unnest(?::uuid[]) WITH ORDINALITY AS wanted (account, place)
                 CROSS JOIN (VALUES ('receivable:', 'asset', NULL::bigint),
                                    ('wallet:', 'liability', 0)) AS opened (prefix, kind, min_balance)
                 ORDER BY wanted.place, opened.prefix
                    ON CONFLICT (code) DO NOTHING
                """)) {
            insert.setArray(1, uuids(transaction, accounts));
            insert.executeUpdate();
        }
    }

    /** The ledger accounts of these customers; who has none yet is missing. */
    Map<UUID, CustomerAccounts> accountsOf(Connection connection, Collection<UUID> accounts) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT wallet.account, wallet.id, receivable.id
                  FROM unnest(?::uuid[]) AS wanted (account)
                  JOIN billing.ledger_account AS wallet ON wallet.code = 'wallet:' || wanted.account
                  JOIN billing.ledger_account AS receivable ON receivable.code = 'receivable:' || wanted.account
                """)) {
            select.setArray(1, uuids(connection, accounts));
            Map<UUID, CustomerAccounts> found = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(row.getObject(1, UUID.class), new CustomerAccounts(row.getLong(2), row.getLong(3)));
                }
            }
            return found;
        }
    }

    /** The ledger accounts of these customers, opened where they were missing. */
    Map<UUID, CustomerAccounts> openedAccountsOf(Connection transaction, SortedSet<UUID> accounts) throws SQLException {
        Map<UUID, CustomerAccounts> found = accountsOf(transaction, accounts);
        if (found.size() == accounts.size()) {
            return found;
        }
        open(transaction, accounts);
        return accountsOf(transaction, accounts);
    }

    /** The ledger account of the house with this code. */
    long house(Connection connection, String code) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT id
                  FROM billing.ledger_account
                 WHERE code = ?
                """)) {
            select.setString(1, code);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("the ledger has no account " + code);
                }
                return row.getLong(1);
            }
        }
    }

    /** Locks these balances, lowest id first, until the transaction ends. */
    Map<Long, Funds> lock(Connection transaction, Collection<Long> ledgerAccounts) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT account_id, balance, held
                  FROM billing.ledger_balance
                 WHERE account_id = ANY (?)
                 ORDER BY account_id
                   FOR NO KEY UPDATE
                """)) {
            select.setArray(1, longs(transaction, ledgerAccounts));
            Map<Long, Funds> funds = new TreeMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    funds.put(row.getLong(1), new Funds(row.getLong(2), row.getLong(3)));
                }
            }
            return funds;
        }
    }

    /** Records the heads of ledger transactions whose effect has not happened yet; the ids of those that are new. */
    Set<UUID> record(Connection transaction, List<Tx> txs) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at)
                SELECT id, kind, idem_key, occurred_at
                  FROM unnest(?::uuid[], ?::text[], ?::text[], ?::timestamptz[])
                       WITH ORDINALITY AS wanted (id, kind, idem_key, occurred_at, place)
                 ORDER BY place
                    ON CONFLICT (kind, idem_key) DO NOTHING
                RETURNING id
                """)) {
            insert.setArray(1, uuids(transaction, txs.stream().map(Tx::id).toList()));
            insert.setArray(2, texts(transaction, txs.stream().map(Tx::kind).toList()));
            insert.setArray(3, texts(transaction, txs.stream().map(Tx::idemKey).toList()));
            insert.setArray(
                    4,
                    texts(
                            transaction,
                            txs.stream().map(tx -> tx.occurredAt().toString()).toList()));
            Set<UUID> created = new HashSet<>();
            try (ResultSet row = insert.executeQuery()) {
                while (row.next()) {
                    created.add(row.getObject(1, UUID.class));
                }
            }
            return created;
        }
    }

    /**
     * Records the head of one ledger transaction with what is to be remembered about it.
     *
     * @return false if this effect has happened already; nothing changed then
     */
    boolean record(Connection transaction, Tx tx, Map<String, String> meta) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at, meta)
                VALUES (?, ?, ?, ?, jsonb_object(?::text[], ?::text[]))
                    ON CONFLICT (kind, idem_key) DO NOTHING
                """)) {
            List<Map.Entry<String, String>> pairs = List.copyOf(meta.entrySet());
            insert.setObject(1, tx.id());
            insert.setString(2, tx.kind());
            insert.setString(3, tx.idemKey());
            insert.setObject(4, tx.occurredAt().atOffset(ZoneOffset.UTC));
            insert.setArray(
                    5, texts(transaction, pairs.stream().map(Map.Entry::getKey).toList()));
            insert.setArray(
                    6,
                    texts(transaction, pairs.stream().map(Map.Entry::getValue).toList()));
            return insert.executeUpdate() == 1;
        }
    }

    /** What is remembered under {@code key} about the ledger transaction with this effect; null if nothing is. */
    @Nullable
    String remembered(Connection connection, String kind, String idemKey, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT meta ->> ?
                  FROM billing.ledger_tx
                 WHERE kind = ?
                   AND idem_key = ?
                """)) {
            select.setString(1, key);
            select.setString(2, kind);
            select.setString(3, idemKey);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    /** Adds entries to ledger transactions of this database transaction; balances follow. */
    void enter(Connection transaction, List<Entry> entries) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO billing.ledger_entry (tx_id, seq, account_id, currency, amount, of_usage)
                SELECT tx_id, seq, account_id, 'USD', amount, tx.kind = 'usage'
                  FROM unnest(?::uuid[], ?::smallint[], ?::bigint[], ?::bigint[])
                       AS wanted (tx_id, seq, account_id, amount)
                  JOIN billing.ledger_tx AS tx ON tx.id = wanted.tx_id
                """)) {
            insert.setArray(
                    1, uuids(transaction, entries.stream().map(Entry::tx).toList()));
            insert.setArray(
                    2,
                    transaction.createArrayOf(
                            "smallint",
                            entries.stream().map(entry -> (short) entry.seq()).toArray()));
            insert.setArray(
                    3,
                    longs(
                            transaction,
                            entries.stream().map(Entry::ledgerAccount).toList()));
            insert.setArray(
                    4, longs(transaction, entries.stream().map(Entry::nanos).toList()));
            insert.executeUpdate();
        }
    }

    static Array uuids(Connection connection, Collection<UUID> values) throws SQLException {
        return connection.createArrayOf("uuid", values.toArray());
    }

    static Array longs(Connection connection, Collection<Long> values) throws SQLException {
        return connection.createArrayOf("bigint", values.toArray());
    }

    private static Array texts(Connection connection, Collection<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
