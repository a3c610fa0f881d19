package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Gives back what processes that are gone had leased.
 *
 * <p>Nothing does so by itself: what a lease still has may have been spent in calls that only the dead node's journal
 * knows of. So a node closes its own earlier leases once it has shipped its journal, and those of a node that will
 * never come back are closed when an operator says so.
 */
@Singleton
public final class AbandonedLeases {
    private final DataSource database;
    private final NodeSeat seat;

    AbandonedLeases(DataSource database, NodeSeat seat) {
        this.database = database;
        this.seat = seat;
    }

    /** The node is alive, or may be: its leases cannot be closed from outside. */
    public static final class StillAlive extends RuntimeException {
        private static final long serialVersionUID = 1L;

        StillAlive(String message) {
            super(message);
        }
    }

    /**
     * Closes the leases of this node's earlier starts. To be called when everything in this node's journal has been
     * settled: then no call can claim them any more.
     *
     * @return nano-dollars that went back to their wallets
     */
    public long closeThoseOfEarlierStarts() throws SQLException {
        return Transaction.run(database, transaction -> {
            seat.require(transaction);
            return close(transaction, seat.node(), seat.epoch());
        });
    }

    /**
     * Closes the leases of a node that will never come back: its disk, and with it the journal, is lost, and what it
     * had not shipped will not be billed. Should it come back after all, it is refused until it is started again, and
     * what it then ships is taken from free balances.
     *
     * @return nano-dollars that went back to their wallets
     * @throws StillAlive if the node was heard of, or may still spend its leases, or is this one
     */
    public long closeThoseOfLostNode(UUID node) throws SQLException {
        if (node.equals(seat.node())) {
            throw new StillAlive("This is node %s itself, so it is not lost.".formatted(node));
        }
        return Transaction.run(database, transaction -> {
            long epoch = fence(transaction, node);
            return close(transaction, node, epoch);
        });
    }

    /** Ends the right of whoever has the node's seat; its new epoch, which nobody has. */
    private static long fence(Connection transaction, UUID node) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE billing.node
                   SET epoch = nextval('billing.node_epoch'),
                       stopped_at = coalesce(stopped_at, clock_timestamp())
                 WHERE node_id = ?
                   AND leases_expire_at < clock_timestamp()
                   AND heartbeat_at < clock_timestamp() - INTERVAL '30 seconds'
                RETURNING epoch
                """)) {
            update.setObject(1, node);
            try (ResultSet row = update.executeQuery()) {
                if (!row.next()) {
                    throw new StillAlive(
                            "Node %s is unknown, or its leases have not expired yet, so they cannot be closed; stop it and wait until they have."
                                    .formatted(node));
                }
                return row.getLong(1);
            }
        }
    }

    /** Closes the node's leases of epochs before this one. */
    private static long close(Connection transaction, UUID node, long epoch) throws SQLException {
        lockWallets(transaction, node, epoch);
        try (PreparedStatement update = transaction.prepareStatement("""
                WITH rest AS (
                     SELECT lease_id, wallet_id, granted - settled - returned AS nanos
                       FROM billing.budget_lease
                      WHERE node_id = ?
                        AND epoch < ?
                        AND state = 'open'),
                closed AS (
                     UPDATE billing.budget_lease AS l
                        SET returned = l.returned + rest.nanos,
                            state = 'closed',
                            closed_at = clock_timestamp()
                       FROM rest
                      WHERE l.lease_id = rest.lease_id),
                freed AS (
                     UPDATE billing.ledger_balance AS b
                        SET held = b.held - sums.nanos
                       FROM (SELECT wallet_id, sum(nanos)::bigint AS nanos FROM rest GROUP BY wallet_id) AS sums
                      WHERE b.account_id = sums.wallet_id
                        AND sums.nanos > 0)
                SELECT coalesce(sum(nanos), 0)::bigint
                  FROM rest
                """)) {
            update.setObject(1, node);
            update.setLong(2, epoch);
            try (ResultSet row = update.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static void lockWallets(Connection transaction, UUID node, long epoch) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement("""
                SELECT 1
                  FROM billing.ledger_balance
                 WHERE account_id IN (SELECT wallet_id
                                        FROM billing.budget_lease
                                       WHERE node_id = ?
                                         AND epoch < ?
                                         AND state = 'open')
                 ORDER BY account_id
                   FOR NO KEY UPDATE
                """)) {
            lock.setObject(1, node);
            lock.setLong(2, epoch);
            lock.execute();
        }
    }
}
