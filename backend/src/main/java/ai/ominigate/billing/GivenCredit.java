package ai.ominigate.billing;

import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Credit that was given at our expense, taken back. Only what is unspent of a gift can be: what was spent of it, or paid a debt,
 * was given in good faith and stays our expense, so nobody owes anything because of our mistake, and no wallet goes below zero.
 * The books have the opposite of the gift, of so much; the gift itself stays as it was booked.
 */
@Singleton
public final class GivenCredit {
    static final String UNDONE = "grant_undone";

    private final Ledger ledger;
    private final Lots lots;
    private final InstantSource clock;

    GivenCredit(Ledger ledger, Lots lots, InstantSource clock) {
        this.ledger = ledger;
        this.lots = lots;
        this.clock = clock;
    }

    /**
     * A gift.
     *
     * @param lot which lot of the account's credit it is
     * @param tx the ledger transaction that it came by
     */
    public record Gift(UUID lot, UUID account, UUID tx) {}

    /** The gift that this lot of credit is; null if there is no such lot, or it is no gift. */
    public @Nullable Gift find(Connection connection, UUID lot) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT lot.account, tx.id
                  FROM billing.credit_lot AS lot
                  JOIN billing.ledger_tx AS tx ON tx.id = lot.tx AND tx.kind = ?
                 WHERE lot.id = ?
                """)) {
            select.setString(1, Credits.GRANT);
            select.setObject(2, lot);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new Gift(lot, row.getObject(1, UUID.class), row.getObject(2, UUID.class)) : null;
            }
        }
    }

    private record Held(Ledger.CustomerAccounts accounts, long free, List<Lots.Lot> lots) {
        long unspent(Gift gift) {
            long left = lots.stream()
                    .filter(lot -> lot.id().equals(gift.lot()))
                    .mapToLong(Lots.Lot::remaining)
                    .sum();
            return Math.max(0, Math.min(left, free));
        }
    }

    private Held hold(Connection transaction, UUID account, Set<Long> house) throws SQLException {
        Ledger.CustomerAccounts accounts =
                Objects.requireNonNull(ledger.openedAccountsOf(transaction, new TreeSet<>(Set.of(account)))
                        .get(account));
        Set<Long> all = new TreeSet<>(house);
        all.add(accounts.wallet());
        Ledger.Funds wallet =
                Objects.requireNonNull(ledger.lock(transaction, all).get(accounts.wallet()));
        return new Held(accounts, wallet.free(), lots.bring(transaction, account, wallet.balance()));
    }

    /** What of a gift is neither spent nor set aside for calls, in nano-dollars, until the transaction ends. */
    public long unspent(Connection transaction, Gift gift) throws SQLException {
        long expense = ledger.house(transaction, Ledger.PROMO_EXPENSE);
        return hold(transaction, gift.account(), Set.of(expense)).unspent(gift);
    }

    /**
     * Why it is taken back.
     *
     * @param reason for the books
     * @param alone who of the staff did it without a second person; null for whoever else did
     * @param approval that two people wanted it; null where one did it alone
     */
    public record Why(
            String reason, @Nullable UUID alone, @Nullable UUID approval) {
        private Map<String, String> about(Gift gift) {
            Map<String, String> about = new TreeMap<>(
                    Map.of(Credits.REASON, reason, "gift", gift.tx().toString()));
            if (alone != null) {
                about.put(Credits.ALONE, alone.toString());
            }
            if (approval != null) {
                about.put(Credits.APPROVAL, approval.toString());
            }
            return about;
        }
    }

    /**
     * Takes back so much of a gift. What is set aside for calls is asked back from the nodes, so that the rest can be taken soon.
     *
     * @param nanos more than 0
     * @param key names it for good: with the same again, nothing is taken
     * @return false if not so much of it is unspent; nothing has changed then
     */
    public boolean takeBack(Connection transaction, Gift gift, long nanos, String key, Why why) throws SQLException {
        if (nanos <= 0) {
            throw new IllegalArgumentException("What is taken back is more than 0, not " + nanos + " nano-dollars.");
        }
        long expense = ledger.house(transaction, Ledger.PROMO_EXPENSE);
        Held held = hold(transaction, gift.account(), Set.of(expense));
        Ledger.Tx tx = new Ledger.Tx(UuidV7.at(clock.instant()), UNDONE, gift.tx() + ":" + key, clock.instant());
        if (held.unspent(gift) < nanos) {
            return ledger.remembered(transaction, UNDONE, tx.idemKey(), "gift") != null;
        }
        if (ledger.record(transaction, tx, why.about(gift))) {
            lots.change(transaction, gift.lot(), -nanos);
            Ledger.Entries entries = new Ledger.Entries(tx.id());
            entries.add(held.accounts().wallet(), -nanos);
            entries.add(expense, nanos);
            ledger.enter(transaction, entries.all());
            PaymentBooks.recall(transaction, gift.account());
        }
        return true;
    }
}
