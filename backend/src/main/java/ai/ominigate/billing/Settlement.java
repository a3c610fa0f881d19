package ai.ominigate.billing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/** Moves money for usage, inside the transaction that stores the usage. */
public interface Settlement {

    /**
     * Posts one ledger transaction per account: wallet (and {@code receivable} for what a wallet does not have) to
     * revenue. Never fails for lack of money, never takes a wallet below zero. Locks accounts in id order.
     *
     * @param batch names this batch for good; posting the same batch again changes nothing
     */
    void post(Connection transaction, UUID batch, List<Charge> charges) throws SQLException;
}
