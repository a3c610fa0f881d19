package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.Duration;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * This process's right to move the money of its node: the node's id and an epoch taken anew at each start. Whoever
 * takes the same seat later, or declares the node lost, ends the right of everyone before.
 */
record NodeSeat(UUID node, long epoch) {

    /** Somebody else has this node's seat. Trying again cannot help. */
    static final class Fenced extends SQLNonTransientException {
        private static final long serialVersionUID = 1L;

        Fenced(NodeSeat seat) {
            super(("Another start of node %s, or an operator who declared it lost, has ended the epoch %d of this"
                            + " process, so it may not move money any more; stop it, and start it again if it is to go on.")
                    .formatted(seat.node, seat.epoch));
        }
    }

    /** Takes the node's seat with the next epoch. */
    static NodeSeat take(DataSource database, UUID node, Duration leaseLife) throws SQLException {
        return Transaction.run(database, transaction -> {
            try (PreparedStatement upsert = transaction.prepareStatement("""
                        INSERT INTO billing.node (node_id, epoch, leases_expire_at)
                        VALUES (?, nextval('billing.node_epoch'), clock_timestamp() + ? * INTERVAL '1 millisecond')
                            ON CONFLICT (node_id) DO UPDATE
                           SET epoch = excluded.epoch,
                               started_at = excluded.started_at,
                               heartbeat_at = excluded.heartbeat_at,
                               leases_expire_at = excluded.leases_expire_at,
                               stopped_at = NULL
                        RETURNING epoch
                        """)) {
                upsert.setObject(1, node);
                upsert.setLong(2, leaseLife.toMillis());
                try (ResultSet row = upsert.executeQuery()) {
                    row.next();
                    return new NodeSeat(node, row.getLong(1));
                }
            }
        });
    }

    /**
     * Makes sure that the seat is still this process's, until the transaction ends.
     *
     * @throws Fenced if it is not
     */
    void require(Connection transaction) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT 1
                  FROM billing.node
                 WHERE node_id = ?
                   AND epoch = ?
                   FOR KEY SHARE
                """)) {
            select.setObject(1, node);
            select.setLong(2, epoch);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new Fenced(this);
                }
            }
        }
    }

    /**
     * Renews all leases of this seat.
     *
     * @throws Fenced if the seat is not this process's any more
     */
    void renew(Connection connection, Duration leaseLife) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE billing.node
                   SET heartbeat_at = clock_timestamp(),
                       leases_expire_at = clock_timestamp() + ? * INTERVAL '1 millisecond',
                       stopped_at = NULL
                 WHERE node_id = ?
                   AND epoch = ?
                """)) {
            update.setLong(1, leaseLife.toMillis());
            update.setObject(2, node);
            update.setLong(3, epoch);
            if (update.executeUpdate() == 0) {
                throw new Fenced(this);
            }
        }
    }

    /** Tells the others that this node shares no balance with them any more. */
    void leave(Connection connection) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE billing.node
                   SET stopped_at = clock_timestamp()
                 WHERE node_id = ?
                   AND epoch = ?
                """)) {
            update.setObject(1, node);
            update.setLong(2, epoch);
            update.executeUpdate();
        }
    }
}
