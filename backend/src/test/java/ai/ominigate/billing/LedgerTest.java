package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.platform.Transaction;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The database refuses every wrong book, whatever the program does. */
@TestInstance(Lifecycle.PER_CLASS)
class LedgerTest {
    private final Books books = new Books();
    private final UUID account = books.accountWith(10 * DOLLAR);
    private final long wallet = books.wallet(account);
    private final long revenue = books.house("revenue_usage");

    @AfterEach
    void everythingIsAsItWas() {
        books.assertInOrder();
        assertThat(books.balance(account).balance()).isEqualTo(10 * DOLLAR);
    }

    @AfterAll
    void close() {
        books.close();
    }

    @Test
    void anEffectHappensOnce() {
        refused("23505", transaction -> {
            Books.execute(transaction, tx("usage", "same"));
            Books.execute(transaction, tx("usage", "same"));
        });
    }

    @Test
    void entriesMustSumToZero() {
        refused("23514", transaction -> post(transaction, entry(wallet, -CENT), entry(revenue, CENT + 1)));
    }

    @Test
    void oneEntryAloneIsRefused() {
        refused("23514", transaction -> post(transaction, entry(wallet, -CENT)));
    }

    @Test
    void aTransactionWithoutEntriesIsRefused() {
        refused("23514", transaction -> Books.execute(transaction, tx("usage", "empty")));
    }

    @Test
    void anEntryOfNothingIsRefused() {
        refused("23514", transaction -> post(transaction, entry(wallet, 0), entry(revenue, 0)));
    }

    @Test
    void theBalanceCheckCannotBeBroughtForwardToAddEntriesAfterIt() {
        refused("23514", transaction -> {
            Ledger.Tx tx = post(transaction, entry(wallet, -CENT), entry(revenue, CENT));
            Books.execute(transaction, "SET CONSTRAINTS ALL IMMEDIATE");
            Books.execute(transaction, "SET CONSTRAINTS ALL DEFERRED");
            books.ledger.enter(transaction, List.of(new Ledger.Entry(tx.id(), 7, wallet, -CENT)));
        });
    }

    @Test
    void aWalletCannotGoBelowZero() {
        refused(
                "23514",
                transaction -> post(transaction, entry(wallet, -10 * DOLLAR - 1), entry(revenue, 10 * DOLLAR + 1)));
    }

    @Test
    void aWalletCannotHoldMoreThanItHas() {
        refused(
                "23514",
                transaction -> Books.execute(
                        transaction,
                        "UPDATE billing.ledger_balance SET held = 10000000001 WHERE account_id = " + wallet));
    }

    @Test
    void whatIsHeldCannotBeSpentTwice() {
        refused("23514", transaction -> {
            Books.execute(
                    transaction, "UPDATE billing.ledger_balance SET held = 10000000000 WHERE account_id = " + wallet);
            post(transaction, entry(wallet, -1), entry(revenue, 1));
        });
    }

    @Test
    void nothingIsHeldBelowZero() {
        refused(
                "23514",
                transaction -> Books.execute(
                        transaction, "UPDATE billing.ledger_balance SET held = -1 WHERE account_id = " + wallet));
    }

    @Test
    void aCommittedTransactionCannotGrow() {
        UUID tx = committed();
        refused(
                "23514",
                transaction -> books.ledger.enter(
                        transaction,
                        List.of(new Ledger.Entry(tx, 5, wallet, -CENT), new Ledger.Entry(tx, 6, revenue, CENT))));
    }

    @Test
    void aCommittedTransactionCannotGrowThroughASavepoint() {
        UUID tx = committed();
        refused("23514", transaction -> {
            Savepoint savepoint = transaction.setSavepoint();
            books.ledger.enter(
                    transaction,
                    List.of(new Ledger.Entry(tx, 5, wallet, -CENT), new Ledger.Entry(tx, 6, revenue, CENT)));
            transaction.releaseSavepoint(savepoint);
        });
    }

    @Test
    void aTransactionCannotPretendThatALaterOneWroteIt() {
        UUID tx = Books.id();
        refused("23514", transaction -> {
            Books.execute(
                    transaction,
                    "INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at, written_by) VALUES ('" + tx
                            + "', 'usage', 'forged', now(), '999999999')");
            assertThat(count(transaction, "SELECT count(*) FROM billing.ledger_tx WHERE written_by = '999999999'"))
                    .isZero();
        });
    }

    @Test
    void entriesThroughASavepointOfTheSameTransactionAreKept() {
        UUID other = books.accountWith(DOLLAR);
        long otherWallet = books.wallet(other);
        books.run(transaction -> {
            Savepoint savepoint = transaction.setSavepoint();
            Ledger.Tx tx = head();
            books.ledger.record(transaction, List.of(tx));
            transaction.releaseSavepoint(savepoint);
            books.ledger.enter(
                    transaction,
                    List.of(
                            new Ledger.Entry(tx.id(), 0, otherWallet, -CENT),
                            new Ledger.Entry(tx.id(), 1, revenue, CENT)));
            return true;
        });
        assertThat(books.balance(other).balance()).isEqualTo(DOLLAR - CENT);
    }

    @Test
    void entriesCannotBeChanged() {
        refused(
                "23514",
                transaction -> Books.execute(transaction, "UPDATE billing.ledger_entry SET amount = amount * 2"));
    }

    @Test
    void entriesCannotBeDeleted() {
        refused("23514", transaction -> Books.execute(transaction, "DELETE FROM billing.ledger_entry"));
    }

    @Test
    void entriesCannotBeTruncated() {
        refused("23514", transaction -> Books.execute(transaction, "TRUNCATE billing.ledger_entry"));
    }

    @Test
    void transactionsCannotBeChanged() {
        refused("23514", transaction -> Books.execute(transaction, "UPDATE billing.ledger_tx SET kind = 'gift'"));
    }

    @Test
    void transactionsCannotBeDeleted() {
        refused("23514", transaction -> Books.execute(transaction, "DELETE FROM billing.ledger_tx"));
    }

    @Test
    void transactionsCannotBeTruncated() {
        refused("23514", transaction -> Books.execute(transaction, "TRUNCATE billing.ledger_tx CASCADE"));
    }

    @Test
    void aBalanceCannotBeChangedByHand() {
        refused(
                "23514",
                transaction -> Books.execute(transaction, "UPDATE billing.ledger_balance SET balance = balance + 1"));
    }

    @Test
    void aFloorCannotBeLowered() {
        refused(
                "23514",
                transaction -> Books.execute(transaction, "UPDATE billing.ledger_balance SET min_balance = NULL"));
    }

    @Test
    void currenciesCannotMix() {
        refused("23503", transaction -> {
            Books.execute(transaction, tx("usage", "euros"));
            Books.execute(
                    transaction,
                    "INSERT INTO billing.ledger_entry SELECT id, 0, " + wallet
                            + ", 'EUR', -1 FROM billing.ledger_tx WHERE idem_key = 'euros'");
        });
    }

    @Test
    void aTransactionIsReversedAtMostOnce() {
        UUID tx = committed();
        refused("23505", transaction -> {
            Books.execute(transaction, reversal(tx, "once"));
            Books.execute(transaction, reversal(tx, "twice"));
        });
    }

    @Test
    void aWalletIsNeverOpenedWithoutAFloor() {
        refused(
                "23514",
                transaction -> Books.execute(
                        transaction,
                        "INSERT INTO billing.ledger_account (code, kind, currency) VALUES ('wallet:x', 'liability', 'USD')"));
    }

    private static long count(Connection transaction, String sql) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    /** A transaction that is in the books and moved nothing in the end. */
    private UUID committed() {
        return books.run(transaction -> post(
                        transaction,
                        entry(wallet, -CENT),
                        entry(revenue, CENT),
                        entry(wallet, CENT),
                        entry(revenue, -CENT))
                .id());
    }

    private Ledger.Tx post(Connection transaction, Side... sides) throws SQLException {
        Ledger.Tx tx = head();
        books.ledger.record(transaction, List.of(tx));
        int seq = 0;
        List<Ledger.Entry> all = new ArrayList<>();
        for (Side side : sides) {
            all.add(new Ledger.Entry(tx.id(), seq++, side.ledgerAccount(), side.nanos()));
        }
        books.ledger.enter(transaction, all);
        return tx;
    }

    private static Ledger.Tx head() {
        UUID id = Books.id();
        return new Ledger.Tx(id, "usage", id.toString(), Instant.now());
    }

    private record Side(long ledgerAccount, long nanos) {}

    private static Side entry(long ledgerAccount, long nanos) {
        return new Side(ledgerAccount, nanos);
    }

    private static String tx(String kind, String key) {
        return "INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at) VALUES ('" + Books.id() + "', '" + kind
                + "', '" + key + "', now())";
    }

    private static String reversal(UUID tx, String key) {
        return "INSERT INTO billing.ledger_tx (id, kind, idem_key, occurred_at, reverses) VALUES ('" + Books.id()
                + "', 'reversal', '" + key + "', now(), '" + tx + "')";
    }

    private interface Attack {
        void on(Connection transaction) throws SQLException;
    }

    private void refused(String state, Attack attack) {
        ThrowingCallable attempt = () -> Transaction.run(books.database.dataSource(), transaction -> {
            attack.on(transaction);
            return true;
        });
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        e -> assertThat(e.getSQLState()).as(e.getMessage()).isEqualTo(state));
    }
}
