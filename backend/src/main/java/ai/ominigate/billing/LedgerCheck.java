package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Adds up the books and says where they do not agree. They always agree unless somebody changed tables by hand. */
@Singleton
public final class LedgerCheck {
    /** The most problems of one kind that a report lists. */
    private static final int LISTED = 20;

    private final DataSource database;

    LedgerCheck(DataSource database) {
        this.database = database;
    }

    /**
     * What was found.
     *
     * @param problems sentences for the operator; empty if all is well
     * @param accounts how many ledger accounts were checked
     * @param entries how many entries they have
     * @param usageNanos what the ledger was told that calls have cost, in nano-dollars
     * @param heldNanos what is set aside in leases
     */
    public record Report(List<String> problems, long accounts, long entries, long usageNanos, long heldNanos) {
        /** Takes a copy of the problems. */
        public Report {
            problems = List.copyOf(problems);
        }

        /** Whether the books agree. */
        public boolean ok() {
            return problems.isEmpty();
        }
    }

    /** Checks the ledger in a snapshot of its own. */
    public Report run() throws SQLException {
        return Transaction.run(database, transaction -> {
            transaction.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return run(transaction);
        });
    }

    /**
     * Checks the ledger, and that it was told of exactly these costs.
     *
     * @param snapshot a REPEATABLE READ transaction, in which {@code meteredNanos} was added up
     * @param meteredNanos the sum of all costs in the usage tables
     */
    public Report run(Connection snapshot, long meteredNanos) throws SQLException {
        Report report = run(snapshot);
        if (report.usageNanos() == meteredNanos) {
            return report;
        }
        List<String> problems = new ArrayList<>(report.problems());
        problems.add("The usage tables have cost %d nano-dollars, the ledger was told of %d."
                .formatted(meteredNanos, report.usageNanos()));
        return new Report(problems, report.accounts(), report.entries(), report.usageNanos(), report.heldNanos());
    }

    private static Report run(Connection snapshot) throws SQLException {
        List<String> problems = new ArrayList<>();
        for (Question question : QUESTIONS) {
            ask(snapshot, question, problems);
        }
        return new Report(
                problems, number(snapshot, """
                        SELECT count(*) FROM billing.ledger_account
                        """), number(snapshot, """
                        SELECT count(*) FROM billing.ledger_entry
                        """), number(snapshot, """
                        SELECT coalesce(sum(e.amount), 0)::bigint
                          FROM billing.ledger_entry AS e
                          JOIN billing.ledger_tx AS tx ON tx.id = e.tx_id
                          JOIN billing.ledger_account AS a ON a.id = e.account_id
                         WHERE tx.kind = 'usage'
                           AND a.code = 'revenue_usage'
                        """), number(snapshot, """
                        SELECT coalesce(sum(held), 0)::bigint FROM billing.ledger_balance
                        """));
    }

    /** A query for what must not be: a name and two amounts that should be equal or in order. */
    private record Question(String sentence, String sql) {}

    private static final List<Question> QUESTIONS = List.of(
            new Question("The balances in %s sum to %d instead of %d.", """
                    SELECT a.currency, sum(b.balance)::bigint, 0
                      FROM billing.ledger_balance AS b
                      JOIN billing.ledger_account AS a ON a.id = b.account_id
                     GROUP BY a.currency
                    HAVING sum(b.balance) <> 0
                     LIMIT ?
                    """),
            new Question("%s has the balance %d, its entries sum to %d.", """
                    SELECT a.code, b.balance, coalesce(e.amount, 0)::bigint
                      FROM billing.ledger_account AS a
                      LEFT JOIN billing.ledger_balance AS b ON b.account_id = a.id
                      LEFT JOIN (SELECT account_id, sum(amount) AS amount
                                   FROM billing.ledger_entry
                                  GROUP BY account_id) AS e ON e.account_id = a.id
                     WHERE b.balance IS DISTINCT FROM coalesce(e.amount, 0)
                     LIMIT ?
                    """),
            new Question("%s has the total %d of a kind of transaction, its entries of that kind sum to %d.", """
                    SELECT a.code, coalesce(t.amount, 0), coalesce(e.amount, 0)::bigint
                      FROM (SELECT e.account_id, tx.kind, sum(e.amount) AS amount
                              FROM billing.ledger_entry AS e
                              JOIN billing.ledger_tx AS tx ON tx.id = e.tx_id
                             GROUP BY e.account_id, tx.kind) AS e
                      FULL JOIN billing.ledger_total AS t ON t.account_id = e.account_id AND t.kind = e.kind
                      JOIN billing.ledger_account AS a ON a.id = coalesce(e.account_id, t.account_id)
                     WHERE coalesce(t.amount, 0) <> coalesce(e.amount, 0)
                     LIMIT ?
                    """),
            new Question("%s has %d, of which %d are held: less than its floor is left.", """
                    SELECT a.code, b.balance, b.held
                      FROM billing.ledger_balance AS b
                      JOIN billing.ledger_account AS a ON a.id = b.account_id
                     WHERE b.balance - b.held < a.min_balance
                        OR a.min_balance IS DISTINCT FROM b.min_balance
                     LIMIT ?
                    """),
            new Question("%s has %d held, its open leases have %d.", """
                    SELECT a.code, b.held, coalesce(l.rest, 0)::bigint
                      FROM billing.ledger_balance AS b
                      JOIN billing.ledger_account AS a ON a.id = b.account_id
                      LEFT JOIN (SELECT wallet_id, sum(granted - settled - returned) AS rest
                                   FROM billing.budget_lease
                                  WHERE state = 'open'
                                  GROUP BY wallet_id) AS l ON l.wallet_id = b.account_id
                     WHERE b.held <> coalesce(l.rest, 0)
                     LIMIT ?
                    """),
            new Question("%s has the balance %d, the lots of its account have only %d.", """
                    SELECT a.code, b.balance, coalesce(l.rest, 0)::bigint
                      FROM billing.ledger_balance AS b
                      JOIN billing.ledger_account AS a ON a.id = b.account_id
                      LEFT JOIN (SELECT account, sum(remaining) AS rest
                                   FROM billing.credit_lot
                                  GROUP BY account) AS l ON l.account = a.account
                     WHERE a.code LIKE 'wallet:%'
                       AND a.account IS NOT NULL
                       AND b.balance > coalesce(l.rest, 0)
                     LIMIT ?
                    """),
            new Question("Ledger transaction %s has entries that sum to %d instead of %d.", """
                    SELECT tx_id::text, sum(amount)::bigint, 0
                      FROM billing.ledger_entry
                     GROUP BY tx_id, currency
                    HAVING sum(amount) <> 0
                     LIMIT ?
                    """));

    private static void ask(Connection snapshot, Question question, List<String> problems) throws SQLException {
        try (PreparedStatement select = snapshot.prepareStatement(question.sql())) {
            select.setInt(1, LISTED);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    problems.add(question.sentence().formatted(row.getString(1), row.getLong(2), row.getLong(3)));
                }
            }
        }
    }

    private static long number(Connection snapshot, String sql) throws SQLException {
        try (PreparedStatement select = snapshot.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
