package ai.ominigate.billing;

import ai.ominigate.model.billing.CreditCause;
import ai.ominigate.platform.Transaction;
import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
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

/** Puts money into wallets. */
@Singleton
public final class Credits {
    static final String GRANT = "grant";
    static final String REASON = "reason";
    private static final String CAUSE = "cause";
    static final String ALONE = "alone";
    static final String APPROVAL = "approval";
    static final String TOP_UP = "top_up";

    private final DataSource database;
    private final Ledger ledger;
    private final Lots lots;
    private final InstantSource clock;

    Credits(DataSource database, Ledger ledger, Lots lots, InstantSource clock) {
        this.database = database;
        this.ledger = ledger;
        this.lots = lots;
        this.clock = clock;
    }

    /**
     * What a payment is for, in nano-dollars.
     *
     * @param credit what the account gets; more than 0
     * @param fee what it cost to top up
     * @param tax what was added for a tax office
     */
    public record Paid(long credit, long fee, long tax) {
        public Paid {
            if (credit <= 0 || fee < 0 || tax < 0) {
                throw new IllegalArgumentException("A payment is for credit, and for no less than nothing else.");
            }
        }

        /** What was paid. */
        public long total() {
            return Math.addExact(Math.addExact(credit, fee), tax);
        }
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
        return give(transaction, account, nanos, idemKey, Gift.of(reason));
    }

    /**
     * What is said of credit that is given.
     *
     * @param reason for the books
     * @param cause what its owner is told; null where nobody told them
     * @param alone who of the staff gave it without a second person; null for whoever else did
     * @param approval that two people wanted it; null where nobody was asked
     * @param priority the lower is spent first, and then what expires first
     * @param expiresAt when what is left of it is lost; null for never
     */
    public record Gift(
            String reason,
            @Nullable CreditCause cause,
            @Nullable UUID alone,
            @Nullable UUID approval,
            int priority,
            @Nullable Instant expiresAt) {

        /** For good, spent before what was paid. */
        public static Gift of(String reason) {
            return new Gift(reason, null, null, null, Lots.Kind.PROMOTIONAL.priority(), null);
        }

        private Map<String, String> about() {
            Map<String, String> about = new TreeMap<>();
            about.put(REASON, reason);
            if (cause != null) {
                about.put(CAUSE, cause.name());
            }
            if (alone != null) {
                about.put(ALONE, alone.toString());
            }
            if (approval != null) {
                about.put(APPROVAL, approval.toString());
            }
            return about;
        }
    }

    /** The same, with what is said of it. */
    public boolean give(Connection transaction, UUID account, long nanos, String idemKey, Gift gift)
            throws SQLException {
        Source source = new Source(
                GRANT, Lots.Kind.PROMOTIONAL, gift.priority(), List.of(new Part(Ledger.PROMO_EXPENSE, -nanos)));
        return credit(transaction, source, account, nanos, idemKey, gift.about(), gift.expiresAt());
    }

    /**
     * What this member of the staff has given and taken back without a second person since then, in nano-dollars: both count,
     * so that taking from one account is no way to give more to another. Until the transaction ends, nobody else asks for the
     * same member.
     */
    public long movedAlone(Connection transaction, UUID member, Instant since) throws SQLException {
        try (PreparedStatement lock =
                        transaction.prepareStatement("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))");
                PreparedStatement select = transaction.prepareStatement("""
                        SELECT coalesce(sum(abs(entry.amount)), 0)
                          FROM billing.ledger_tx AS tx
                          JOIN billing.ledger_entry AS entry ON entry.tx_id = tx.id
                          JOIN billing.ledger_account AS house ON house.id = entry.account_id AND house.code = ?
                         WHERE tx.meta ->> 'alone' = ?
                           AND tx.recorded_at > ?
                        """)) {
            lock.setString(1, "credit given by " + member);
            lock.execute();
            select.setString(1, Ledger.PROMO_EXPENSE);
            select.setString(2, member.toString());
            select.setObject(3, since.atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Credits money that was paid, once, as part of the transaction that says so.
     *
     * @param payment the processor's opaque id of the payment, by which it is credited once
     * @param expiresAt when what is left of it is lost; null for never
     * @return whether it was credited now, and not before
     * @throws KeyInUse if the payment was credited before to another account or as another amount
     */
    public boolean topUp(Connection transaction, UUID account, Paid paid, String payment, @Nullable Instant expiresAt)
            throws SQLException {
        Source source = new Source(
                TOP_UP,
                Lots.Kind.PAID,
                Lots.Kind.PAID.priority(),
                List.of(
                        new Part(Ledger.STRIPE_CLEARING, -paid.total()),
                        new Part(Ledger.REVENUE_FEE, paid.fee()),
                        new Part(Ledger.TAX_PAYABLE, paid.tax())));
        return credit(transaction, source, account, paid.credit(), payment, Map.of(), expiresAt);
    }

    /** What one account of the house gives, below 0, or gets. */
    private record Part(String code, long nanos) {}

    /** Where credit comes from. */
    private record Source(String kind, Lots.Kind lot, int priority, List<Part> parts) {}

    private boolean credit(
            Connection transaction,
            Source source,
            UUID account,
            long nanos,
            String idemKey,
            Map<String, String> about,
            @Nullable Instant expiresAt)
            throws SQLException {
        if (nanos <= 0) {
            throw new IllegalArgumentException("A credit must be more than 0, not " + nanos + " nano-dollars.");
        }
        Ledger.CustomerAccounts customer =
                Objects.requireNonNull(ledger.openedAccountsOf(transaction, new TreeSet<>(Set.of(account)))
                        .get(account));
        Map<String, Long> house = new TreeMap<>();
        for (Part part : source.parts()) {
            house.put(part.code(), ledger.house(transaction, part.code()));
        }
        List<Long> all = new ArrayList<>(house.values());
        all.addAll(List.of(customer.wallet(), customer.receivable()));
        Map<Long, Ledger.Funds> funds = ledger.lock(transaction, all);

        Ledger.Tx tx = new Ledger.Tx(UuidV7.at(clock.instant()), source.kind(), idemKey, clock.instant());
        String effect = account + " " + nanos;
        Map<String, String> meta = new TreeMap<>(about);
        meta.put("effect", effect);
        if (!ledger.record(transaction, tx, meta)) {
            requireSameEffect(transaction, source.kind(), idemKey, effect);
            return false;
        }
        long owed = -Objects.requireNonNull(funds.get(customer.receivable())).balance();
        long repaid = Math.min(owed, nanos);
        if (nanos > repaid) {
            lots.bring(
                    transaction,
                    account,
                    Objects.requireNonNull(funds.get(customer.wallet())).balance());
            lots.add(
                    transaction,
                    account,
                    new Lots.New(source.lot(), tx.id(), nanos - repaid, source.priority(), expiresAt));
        }
        Ledger.Entries entries = new Ledger.Entries(tx.id());
        for (Part part : source.parts()) {
            entries.add(Objects.requireNonNull(house.get(part.code())), part.nanos());
        }
        entries.add(customer.receivable(), repaid);
        entries.add(customer.wallet(), nanos - repaid);
        ledger.enter(transaction, entries.all());
        return true;
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
