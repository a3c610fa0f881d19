package ai.ominigate.billing;

import ai.ominigate.model.Usd;
import ai.ominigate.model.billing.CreditLotDetails;
import ai.ominigate.model.billing.LedgerLine;
import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What the books have of one payment, for those who look after money. */
@Singleton
public final class PaymentTrail {
    /** What moved the account without its calls, and is about the payment: the payment itself, and what went back of it. */
    private static final String TRANSACTIONS = """
            SELECT DISTINCT tx.id
              FROM billing.ledger_account AS mine
              JOIN billing.ledger_entry AS entry ON entry.account_id = mine.id AND NOT entry.of_usage
              JOIN billing.ledger_tx AS tx ON tx.id = entry.tx_id
             WHERE mine.code IN ('wallet:' || ?::uuid, 'receivable:' || ?::uuid)
               AND (tx.kind = 'top_up' AND tx.idem_key = ? OR tx.meta ->> 'payment' = ?)
            """;

    /**
     * All sides of its transactions, the earliest first.
     *
     * @param payment the processor's name of it
     */
    public List<LedgerLine> entries(Connection connection, UUID account, String payment) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT tx.id, tx.kind, of.code, entry.amount
                  FROM billing.ledger_tx AS tx
                  JOIN billing.ledger_entry AS entry ON entry.tx_id = tx.id
                  JOIN billing.ledger_account AS of ON of.id = entry.account_id
                 WHERE tx.id IN (%s)
                 ORDER BY tx.id, entry.seq
                """.formatted(TRANSACTIONS))) {
            bind(select, account, payment, 1);
            List<LedgerLine> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    UUID tx = row.getObject(1, UUID.class);
                    lines.add(new LedgerLine(
                            tx.toString(),
                            row.getString(2),
                            UuidV7.instant(tx),
                            row.getString(3),
                            new Usd(row.getLong(4))));
                }
            }
            return lines;
        }
    }

    /** The credit that came of it, the earliest first. */
    public List<CreditLotDetails> lots(Connection connection, UUID account, String payment) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT " + CreditLots.COLUMNS + " FROM "
                + CreditLots.TABLES + " WHERE lot.account = ? AND lot.tx IN (" + TRANSACTIONS + ") ORDER BY lot.id")) {
            select.setObject(1, account);
            bind(select, account, payment, 2);
            List<CreditLotDetails> lots = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lots.add(CreditLots.read(row));
                }
            }
            return lots;
        }
    }

    private static void bind(PreparedStatement select, UUID account, String payment, int first) throws SQLException {
        select.setObject(first, account);
        select.setObject(first + 1, account);
        select.setString(first + 2, payment);
        select.setString(first + 3, payment);
    }
}
