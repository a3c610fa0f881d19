package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;

/** Puts money into wallets. */
@Singleton
public final class Credits {
    private static final String GRANT = "grant";
    static final String TOP_UP = "top_up";

    private final DataSource database;
    private final Ledger ledger;
    private final InstantSource clock;

    Credits(DataSource database, Ledger ledger, InstantSource clock) {
        this.database = database;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The key of a credit was used before, for another account or another amount. Nothing was credited now. */
    public static final class KeyInUse extends RuntimeException {
        private static final long serialVersionUID = 1L;

        KeyInUse(String message) {
            super(message);
        }
    }

    /**
     * Opens the wallet of a new account, empty, in the transaction that creates the account. Does nothing if it is
     * open; without this call the first credit opens it.
     */
    public void openWallet(Connection transaction, UUID account) throws SQLException {
        ledger.open(transaction, new TreeSet<>(Set.of(account)));
    }

    /**
     * Gives an account credit at our expense. What the account owes ({@code receivable}) is paid first, the rest goes
     * to its wallet.
     *
     * @param nanos nano-dollars; more than 0
     * @param idemKey names this grant for good: the same key, account and amount again changes nothing
     * @param reason for the books, in the operator's words
     * @return whether it was granted now, and not by an earlier call with this key
     * @throws KeyInUse if the key was used for another account or amount
     */
    public boolean grant(UUID account, long nanos, String idemKey, String reason) throws SQLException {
        return Transaction.run(database, transaction -> grant(transaction, account, nanos, idemKey, reason));
    }

    /** The same as part of a transaction. */
    public boolean grant(Connection transaction, UUID account, long nanos, String idemKey, String reason)
            throws SQLException {
        return credit(transaction, GRANT, Ledger.PROMO_EXPENSE, account, nanos, idemKey, Map.of("reason", reason));
    }

    /** Credits money that was paid; {@code idemKey} is the payment's id. Otherwise like {@link #grant}. */
    boolean topUp(Connection transaction, UUID account, long nanos, String idemKey) throws SQLException {
        return credit(transaction, TOP_UP, Ledger.STRIPE_CLEARING, account, nanos, idemKey, Map.of());
    }

    private boolean credit(
            Connection transaction,
            String kind,
            String source,
            UUID account,
            long nanos,
            String idemKey,
            Map<String, String> about)
            throws SQLException {
        if (nanos <= 0) {
            throw new IllegalArgumentException("A credit must be more than 0, not " + nanos + " nano-dollars.");
        }
        Ledger.CustomerAccounts customer =
                Objects.requireNonNull(ledger.openedAccountsOf(transaction, new TreeSet<>(Set.of(account)))
                        .get(account));
        long sourceId = ledger.house(transaction, source);
        Map<Long, Ledger.Funds> funds =
                ledger.lock(transaction, List.of(sourceId, customer.wallet(), customer.receivable()));

        Ledger.Tx tx = new Ledger.Tx(UuidV7.at(clock.instant()), kind, idemKey, clock.instant());
        String effect = account + " " + nanos;
        Map<String, String> meta = new TreeMap<>(about);
        meta.put("effect", effect);
        if (!ledger.record(transaction, tx, meta)) {
            requireSameEffect(transaction, kind, idemKey, effect);
            return false;
        }
        long owed = -Objects.requireNonNull(funds.get(customer.receivable())).balance();
        ledger.enter(transaction, entries(tx.id(), sourceId, customer, nanos, Math.min(owed, nanos)));
        return true;
    }

    private static List<Ledger.Entry> entries(
            UUID tx, long source, Ledger.CustomerAccounts customer, long nanos, long repaid) {
        List<Ledger.Entry> entries = new ArrayList<>();
        entries.add(new Ledger.Entry(tx, 0, source, -nanos));
        if (repaid > 0) {
            entries.add(new Ledger.Entry(tx, 1, customer.receivable(), repaid));
        }
        if (nanos > repaid) {
            entries.add(new Ledger.Entry(tx, 2, customer.wallet(), nanos - repaid));
        }
        return entries;
    }

    private void requireSameEffect(Connection transaction, String kind, String idemKey, String effect)
            throws SQLException {
        if (!effect.equals(ledger.remembered(transaction, kind, idemKey, "effect"))) {
            throw new KeyInUse(
                    "The key \"%s\" was used before for another account or another amount, so nothing was credited; use a new key for a new credit."
                            .formatted(idemKey));
        }
    }
}
