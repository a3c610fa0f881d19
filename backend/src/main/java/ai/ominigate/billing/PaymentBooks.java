package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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
import org.jspecify.annotations.Nullable;

/**
 * What becomes of payments in the books after they were credited: refunds, disputes, the processor's fees, payouts, and
 * credit whose time is over. Amounts are nano-dollars. Every effect has a key and happens once. No wallet goes below zero:
 * what a customer has to give back and does not have, they owe ({@code receivable}).
 *
 * <p>What a customer loses goes to a suspense account, and from there to the clearing account when the processor says that
 * it has moved the money; so the clearing account is at any time what the processor has of ours, and what is in suspense is
 * what the two do not agree on yet.
 */
@Singleton
public final class PaymentBooks {
    private static final String DEBT = "debt";
    private static final String EXPIRY = "expiry";
    private static final int AT_ONCE = 200;

    private final DataSource database;
    private final Ledger ledger;
    private final Lots lots;
    private final InstantSource clock;

    PaymentBooks(DataSource database, Ledger ledger, Lots lots, InstantSource clock) {
        this.database = DelegatingDataSource.unwrapDataSource(database);
        this.ledger = ledger;
        this.lots = lots;
        this.clock = clock;
    }

    /** Why money goes back. */
    public enum Reason {
        /** We pay back what was not used. */
        REFUND("refund", Ledger.REFUND_SUSPENSE),
        /** The customer's bank takes it back. */
        DISPUTE("dispute", Ledger.DISPUTE_SUSPENSE);

        private final String kind;
        private final String suspense;

        Reason(String kind, String suspense) {
            this.kind = kind;
            this.suspense = suspense;
        }
    }

    /** A customer's ledger accounts with what is in them, locked, and the lots of the wallet, brought up to date. */
    private record Customer(
            UUID account, Ledger.CustomerAccounts accounts, Ledger.Funds wallet, long owed, List<Lots.Lot> lots) {}

    private Customer locked(Connection transaction, UUID account, Set<Long> house) throws SQLException {
        Ledger.CustomerAccounts accounts =
                Objects.requireNonNull(ledger.openedAccountsOf(transaction, new TreeSet<>(Set.of(account)))
                        .get(account));
        Set<Long> all = new TreeSet<>(house);
        all.add(accounts.wallet());
        all.add(accounts.receivable());
        Map<Long, Ledger.Funds> funds = ledger.lock(transaction, all);
        Ledger.Funds wallet = Objects.requireNonNull(funds.get(accounts.wallet()));
        long owed = -Objects.requireNonNull(funds.get(accounts.receivable())).balance();
        return new Customer(account, accounts, wallet, owed, lots.bring(transaction, account, wallet.balance()));
    }

    private Ledger.Tx head(String kind, String key) {
        return new Ledger.Tx(UuidV7.at(clock.instant()), kind, key, clock.instant());
    }

    /** What of this payment is neither spent nor set aside for calls: what can be paid back of it. */
    public long unused(Connection transaction, UUID account, String payment) throws SQLException {
        return unused(transaction, locked(transaction, account, Set.of()), payment);
    }

    private static long unused(Connection transaction, Customer customer, String payment) throws SQLException {
        UUID tx = txOf(transaction, payment);
        long left = customer.lots().stream()
                .filter(lot -> Lots.isOf(lot, tx))
                .mapToLong(Lots.Lot::remaining)
                .sum();
        return Math.max(0, Math.min(left, customer.wallet().free()));
    }

    private static @Nullable UUID txOf(Connection connection, String payment) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id FROM billing.ledger_tx WHERE kind = ? AND idem_key = ?")) {
            select.setString(1, Credits.TOP_UP);
            select.setString(2, payment);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getObject(1, UUID.class) : null;
            }
        }
    }

    /**
     * Takes what is to be paid back of a payment out of the wallet, so that it cannot be spent meanwhile.
     *
     * @param key names it for good
     * @return false if not so much of the payment is unused; nothing has changed then
     */
    public boolean takeUnused(Connection transaction, UUID account, String payment, long nanos, String key)
            throws SQLException {
        long suspense = ledger.house(transaction, Ledger.REFUND_SUSPENSE);
        Customer customer = locked(transaction, account, Set.of(suspense));
        if (unused(transaction, customer, payment) < nanos) {
            return false;
        }
        Ledger.Tx tx = head(Reason.REFUND.kind, key);
        if (ledger.record(transaction, tx, Map.of("payment", payment))) {
            lots.take(transaction, customer.lots(), txOf(transaction, payment), nanos);
            Ledger.Entries entries = new Ledger.Entries(tx.id());
            entries.add(customer.accounts().wallet(), -nanos);
            entries.add(suspense, nanos);
            ledger.enter(transaction, entries.all());
        }
        return true;
    }

    /**
     * A payment came for which there is nobody: it is at the processor, and in suspense until it is paid back. Once for each payment.
     */
    public void received(Connection transaction, String payment, long nanos) throws SQLException {
        long clearing = ledger.house(transaction, Ledger.STRIPE_CLEARING);
        long suspense = ledger.house(transaction, Ledger.REFUND_SUSPENSE);
        ledger.lock(transaction, new TreeSet<>(List.of(clearing, suspense)));
        Ledger.Tx tx = head("unclaimed", payment);
        if (ledger.record(transaction, tx, Map.of())) {
            Ledger.Entries entries = new Ledger.Entries(tx.id());
            entries.add(clearing, -nanos);
            entries.add(suspense, nanos);
            ledger.enter(transaction, entries.all());
        }
    }

    /**
     * Takes back what a payment was for, of the customer as far as it was credit: out of the wallet, and what is not there
     * they owe.
     *
     * @param back what of the credit, the fee and the tax; {@code credit} may be 0 here
     * @param key names it for good
     */
    public void claim(Connection transaction, Reason reason, UUID account, String payment, Back back, String key)
            throws SQLException {
        House house = house(transaction, reason);
        Customer customer = locked(transaction, account, house.all());
        Ledger.Tx tx = head(reason.kind, key);
        if (!ledger.record(transaction, tx, Map.of("payment", payment))) {
            return;
        }
        long fromWallet = Math.max(0, Math.min(back.credit(), customer.wallet().free()));
        lots.take(transaction, customer.lots(), txOf(transaction, payment), fromWallet);
        Ledger.Entries entries = new Ledger.Entries(tx.id());
        entries.add(customer.accounts().wallet(), -fromWallet);
        entries.add(customer.accounts().receivable(), fromWallet - back.credit());
        entries.add(house.fee(), -back.fee());
        entries.add(house.tax(), -back.tax());
        entries.add(house.suspense(), back.total());
        ledger.enter(transaction, entries.all());
        if (fromWallet < back.credit()) {
            recall(transaction, account);
        }
    }

    /**
     * Gives back what was taken for a refund or a dispute: it was not paid back after all, or the bank has decided for us.
     * What the account owes is paid first.
     */
    public void giveBack(Connection transaction, Reason reason, UUID account, String payment, Back back, String key)
            throws SQLException {
        House house = house(transaction, reason);
        Customer customer = locked(transaction, account, house.all());
        Ledger.Tx tx = head(reason.kind + "_undone", key);
        if (!ledger.record(transaction, tx, Map.of("payment", payment))) {
            return;
        }
        long repaid = Math.min(customer.owed(), back.credit());
        long toWallet = back.credit() - repaid;
        if (toWallet > 0) {
            lots.putBack(transaction, account, txOf(transaction, payment), tx.id(), toWallet);
        }
        Ledger.Entries entries = new Ledger.Entries(tx.id());
        entries.add(house.suspense(), -back.total());
        entries.add(customer.accounts().receivable(), repaid);
        entries.add(customer.accounts().wallet(), toWallet);
        entries.add(house.fee(), back.fee());
        entries.add(house.tax(), back.tax());
        ledger.enter(transaction, entries.all());
    }

    /** What goes back of a payment, by what it was for; none is below 0. */
    public record Back(long credit, long fee, long tax) {
        public Back {
            if (credit < 0 || fee < 0 || tax < 0 || credit + fee + tax <= 0) {
                throw new IllegalArgumentException("What goes back is more than nothing.");
            }
        }

        /** Credit first, then the fee, then the tax: so much of a payment that was for this. */
        public static Back of(Credits.Paid paid, long nanos) {
            long credit = Math.min(nanos, paid.credit());
            long fee = Math.min(nanos - credit, paid.fee());
            return new Back(credit, fee, nanos - credit - fee);
        }

        /** All of it. */
        public long total() {
            return credit + fee + tax;
        }
    }

    private record House(long suspense, long fee, long tax) {
        Set<Long> all() {
            return Set.of(suspense, fee, tax);
        }
    }

    private House house(Connection connection, Reason reason) throws SQLException {
        return new House(
                ledger.house(connection, reason.suspense),
                ledger.house(connection, Ledger.REVENUE_FEE),
                ledger.house(connection, Ledger.TAX_PAYABLE));
    }

    /** What the processor has moved of our money there. */
    public enum Movement {
        /** A payment, which was booked when it was credited; here is its fee. */
        PAYMENT("stripe_payment", null),
        /** A refund, or one that came back. */
        REFUND("stripe_refund", Ledger.REFUND_SUSPENSE),
        /** A dispute, or one that was won. */
        DISPUTE("stripe_dispute", Ledger.DISPUTE_SUSPENSE),
        /** To our bank, or back from it. */
        PAYOUT("stripe_payout", Ledger.BANK),
        /** Fees alone. */
        FEE("stripe_fee", Ledger.STRIPE_FEES);

        private final String kind;
        private final @Nullable String other;

        Movement(String kind, @Nullable String other) {
            this.kind = kind;
            this.other = other;
        }
    }

    /**
     * Books what the processor's own list says of our money there.
     *
     * @param amount what it added to it, before the fee; below 0 for what it took
     * @param fee what it took for itself
     * @param key the processor's id of the movement
     * @return whether it is booked now, and was not before
     */
    public boolean moved(Connection transaction, Movement movement, long amount, long fee, String key)
            throws SQLException {
        long moved = movement.other == null ? 0 : amount;
        if (moved == 0 && fee == 0) {
            return false;
        }
        long clearing = ledger.house(transaction, Ledger.STRIPE_CLEARING);
        long fees = ledger.house(transaction, Ledger.STRIPE_FEES);
        long other = movement.other == null ? clearing : ledger.house(transaction, movement.other);
        ledger.lock(transaction, new TreeSet<>(List.of(clearing, fees, other)));
        Ledger.Tx tx = head(movement.kind, key);
        if (!ledger.record(transaction, tx, Map.of())) {
            return false;
        }
        // What is at the processor is ours: the clearing account is an asset, and has it as a debit.
        Map<Long, Long> sums = new TreeMap<>();
        sums.merge(clearing, fee - moved, Long::sum);
        sums.merge(other, moved, Long::sum);
        sums.merge(fees, -fee, Long::sum);
        Ledger.Entries entries = new Ledger.Entries(tx.id());
        sums.forEach(entries::add);
        ledger.enter(transaction, entries.all());
        return true;
    }

    /** What the books say that the processor has of our money. */
    public long atProcessor(Connection connection) throws SQLException {
        return -balance(connection, Ledger.STRIPE_CLEARING);
    }

    /** What is in suspense for this reason: what a customer has lost and the processor has not moved. */
    public long inSuspense(Connection connection, Reason reason) throws SQLException {
        return balance(connection, reason.suspense);
    }

    private static long balance(Connection connection, String code) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT b.balance
                  FROM billing.ledger_balance AS b
                  JOIN billing.ledger_account AS a ON a.id = b.account_id
                 WHERE a.code = ?
                """)) {
            select.setString(1, code);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Takes credit away whose time is over. What is set aside for calls at that moment goes as soon as it comes back.
     *
     * @return how many lots have lost something
     */
    public int expire(Instant now) throws SQLException {
        List<Lots.Lot> due = Transaction.run(database, connection -> lots.expired(connection, now, AT_ONCE));
        int expired = 0;
        for (Lots.Lot lot : due) {
            expired += Transaction.run(database, transaction -> expire(transaction, lot)) ? 1 : 0;
        }
        return expired;
    }

    private boolean expire(Connection transaction, Lots.Lot due) throws SQLException {
        long breakage = ledger.house(transaction, Ledger.BREAKAGE);
        Customer customer = locked(transaction, due.account(), Set.of(breakage));
        Lots.Lot lot = customer.lots().stream()
                .filter(left -> left.id().equals(due.id()))
                .findFirst()
                .orElse(null);
        if (lot == null) {
            return false;
        }
        long lost = Math.max(0, Math.min(lot.remaining(), customer.wallet().free()));
        if (lost < lot.remaining()) {
            recall(transaction, due.account());
        }
        if (lost == 0) {
            return false;
        }
        Ledger.Tx tx = head(EXPIRY, lot.id() + ":" + lot.remaining());
        if (!ledger.record(transaction, tx, Map.of())) {
            return false;
        }
        lots.change(transaction, lot.id(), -lost);
        Ledger.Entries entries = new Ledger.Entries(tx.id());
        entries.add(customer.accounts().wallet(), -lost);
        entries.add(breakage, lost);
        ledger.enter(transaction, entries.all());
        return true;
    }

    /**
     * Pays what accounts owe out of what they have: of money that was set aside for calls when it was claimed, and has come
     * back.
     *
     * @return of how many accounts
     */
    public int collectDebts() throws SQLException {
        List<UUID> owing = Transaction.run(database, PaymentBooks::owing);
        int paid = 0;
        for (UUID account : owing) {
            paid += Transaction.run(database, transaction -> collectDebt(transaction, account)) ? 1 : 0;
        }
        return paid;
    }

    private static List<UUID> owing(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT owes.account
                  FROM billing.ledger_account AS owes
                  JOIN billing.ledger_balance AS debt ON debt.account_id = owes.id
                  JOIN billing.ledger_account AS has ON has.code = 'wallet:' || owes.account
                  JOIN billing.ledger_balance AS wallet ON wallet.account_id = has.id
                 WHERE owes.code LIKE 'receivable:%'
                   AND debt.balance < 0
                   AND wallet.balance > wallet.held
                 ORDER BY owes.account
                 LIMIT ?
                """)) {
            select.setInt(1, AT_ONCE);
            List<UUID> accounts = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    accounts.add(row.getObject(1, UUID.class));
                }
            }
            return accounts;
        }
    }

    private boolean collectDebt(Connection transaction, UUID account) throws SQLException {
        Customer customer = locked(transaction, account, Set.of());
        long paid = Math.min(customer.owed(), customer.wallet().free());
        if (paid <= 0) {
            return false;
        }
        UUID key = UuidV7.at(clock.instant());
        Ledger.Tx tx = head(DEBT, key.toString());
        ledger.record(transaction, tx, Map.of());
        lots.take(transaction, customer.lots(), null, paid);
        Ledger.Entries entries = new Ledger.Entries(tx.id());
        entries.add(customer.accounts().wallet(), -paid);
        entries.add(customer.accounts().receivable(), paid);
        ledger.enter(transaction, entries.all());
        return true;
    }

    /** Asks all nodes for what they have set aside of this account's money and do not need. */
    static void recall(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement mark = transaction.prepareStatement("""
                        UPDATE billing.budget_lease
                           SET recalled = TRUE
                         WHERE account = ?
                           AND state = 'open'
                           AND granted > settled + returned
                        """);
                PreparedStatement tell = transaction.prepareStatement("SELECT pg_notify(?, '')")) {
            mark.setObject(1, account);
            mark.executeUpdate();
            tell.setString(1, LeaseStore.RECALLS);
            tell.execute();
        }
    }
}
