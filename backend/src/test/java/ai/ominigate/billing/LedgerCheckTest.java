package ai.ominigate.billing;

import static ai.ominigate.billing.Books.CENT;
import static ai.ominigate.billing.Books.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What somebody with rights to the tables could do by hand is found. */
@TestInstance(Lifecycle.PER_CLASS)
class LedgerCheckTest {
    private final Books books = new Books();
    private final Books.Node node = books.start(Books.id());
    private final UUID account = books.accountWith(8 * DOLLAR);
    private final long wallet = books.wallet(account);

    LedgerCheckTest() {
        Hold hold = node.held(account, CENT);
        books.post(node, Books.id(), new Charge(account, hold.lease(), CENT));
    }

    @AfterAll
    void close() {
        books.assertInOrder();
        books.close();
    }

    @Test
    void booksInOrderHaveNoProblems() throws SQLException {
        LedgerCheck.Report report = books.check.run();
        assertThat(report.ok()).isTrue();
        assertThat(report.usageNanos()).isEqualTo(CENT);
        assertThat(report.heldNanos()).isEqualTo(4 * DOLLAR - CENT);
        assertThat(report.entries()).isEqualTo(4);
        assertThat(report.accounts()).isEqualTo(13);
    }

    @Test
    void theUsageTablesMustTellOfTheSameCosts() {
        assertThat(books.run(snapshot -> books.check.run(snapshot, CENT)).ok()).isTrue();
        assertThat(books.run(snapshot -> books.check.run(snapshot, CENT + 1)).problems())
                .containsExactly("The usage tables have cost 10000001 nano-dollars, the ledger was told of 10000000.");
    }

    @Test
    void aBalanceThatWasChangedIsFound() throws SQLException {
        found(
                "UPDATE billing.ledger_balance SET balance = balance + 5 WHERE account_id = " + wallet,
                "The balances in USD sum to 5 instead of 0.",
                "wallet:" + account + " has the balance 7990000005, its entries sum to 7990000000.");
    }

    @Test
    void aTotalThatWasChangedIsFound() throws SQLException {
        found(
                "UPDATE billing.ledger_total SET amount = 1 WHERE kind = 'usage' AND account_id = " + wallet,
                "wallet:" + account
                        + " has the total 1 of a kind of transaction, its entries of that kind sum to -10000000.");
    }

    @Test
    void moneyHeldByNobodyIsFound() throws SQLException {
        found(
                "UPDATE billing.ledger_balance SET held = held + 1 WHERE account_id = " + wallet,
                "wallet:" + account + " has 3990000001 held, its open leases have 3990000000.");
    }

    @Test
    void anEntryThatWasChangedIsFound() throws SQLException {
        UUID tx = books.run(transaction -> {
            try (var statement = transaction.createStatement();
                    var row = statement.executeQuery("SELECT id FROM billing.ledger_tx WHERE kind = 'usage'")) {
                row.next();
                return row.getObject(1, UUID.class);
            }
        });
        found(
                "UPDATE billing.ledger_entry SET amount = amount + 1 WHERE amount = 10000000",
                "revenue_usage has the balance 10000000, its entries sum to 10000001.",
                "Ledger transaction " + tx + " has entries that sum to 1 instead of 0.");
    }

    @Test
    void anOverdrawnWalletIsFound() throws SQLException {
        found(
                "ALTER TABLE billing.ledger_balance DROP CONSTRAINT neither_overdrawn_nor_overheld;"
                        + "UPDATE billing.ledger_balance SET held = 8000000000 WHERE account_id = " + wallet,
                "wallet:" + account + " has 7990000000, of which 8000000000 are held: less than its floor is left.");
    }

    /** Does it, with the triggers out of the way, looks, and takes it back. */
    private void found(String byHand, String... problems) throws SQLException {
        try (Connection connection = books.database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            for (String table : new String[] {"ledger_entry", "ledger_tx", "ledger_balance"}) {
                Books.execute(connection, "ALTER TABLE billing." + table + " DISABLE TRIGGER USER");
            }
            Books.execute(connection, byHand);
            assertThat(books.check.run(connection, CENT).problems()).contains(problems);
            connection.rollback();
        }
    }
}
