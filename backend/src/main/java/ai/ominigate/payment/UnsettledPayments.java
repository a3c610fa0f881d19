package ai.ominigate.payment;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** What of an account's payments is not over: as long as that is so, it cannot be forgotten whose they are. */
@Singleton
public final class UnsettledPayments {

    /** Whether it pays at this moment, or gets paid back: it is over by itself within hours, at most days. */
    public boolean areUnderWay(Connection connection, UUID account) throws SQLException {
        return Statements.first(connection, """
                        SELECT 1 FROM payment.top_up
                         WHERE account_id = ? AND (state = 'OPEN' OR state = 'ASKED' AND look_at IS NOT NULL)
                        UNION ALL
                        SELECT 1 FROM payment.refund WHERE account_id = ? AND state IN ('PREPARED', 'PENDING')
                        LIMIT 1
                        """, row -> true, account, account) != null;
    }

    /** Whether its bank takes a payment back, or asks about one, and that is not decided. */
    public boolean areDisputed(Connection connection, UUID account) throws SQLException {
        return Statements.first(
                        connection,
                        "SELECT 1 FROM payment.dispute WHERE account_id = ? AND kind = 'DISPUTE' AND closed_at IS NULL LIMIT 1",
                        row -> true,
                        account)
                != null;
    }
}
