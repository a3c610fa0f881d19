package ai.ominigate.billing;

import ai.ominigate.platform.Transaction;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The leases of this node in the database. Each method is one transaction, refused once this node is fenced. */
@Singleton
final class LeaseStore {
    /** The channel on which a node is told to look whether others need what it has. */
    static final String RECALLS = "billing_recall";

    /** A database that is silent for so long is away; what it did then is found out at the next look. */
    private static final int SILENCE_MILLIS = 10_000;

    /** A node that has not been heard of for so long shares no balance any more. Its leases stay as they are. */
    private static final Duration LIVE = Duration.ofSeconds(30);

    /** How many closed leases one sweep forgets. */
    private static final int FORGET_AT_ONCE = 10_000;

    private final DataSource database;
    private final NodeSeat seat;

    LeaseStore(DataSource database, NodeSeat seat) {
        this.database = database;
        this.seat = seat;
    }

    /** A lease as the database has it. All counts only ever grow. */
    record Row(long granted, long settled, long returned, long overspent, boolean open) {}

    /**
     * What came of the wish for money.
     *
     * @param lease the lease afterwards; null if it has never been granted anything. A closed one gets nothing any more
     * @param refillBelow when to ask again ahead of need
     * @param available what the balance still has that nobody has leased
     * @param tooLittle whether the balance has not enough for all that wait
     * @param elsewhere whether leases of other nodes have some of the balance
     */
    record Leased(@Nullable Row lease, long refillBelow, long available, boolean tooLittle, boolean elsewhere) {

        /** Whether the lease had been closed before, and so got nothing. */
        boolean isClosed() {
            return lease != null && !lease.open();
        }
    }

    /**
     * What a lease gives back.
     *
     * @param nanos what is neither held nor spent of it
     * @param overspent what its node knows of the costs beyond it
     * @param mayClose whether its node has nothing of it any more, once everything spent is settled
     */
    record GiveBack(UUID lease, long nanos, long overspent, boolean mayClose) {}

    private record Purse(long wallet, long available, int nodes, boolean elsewhere) {}

    /**
     * Leases more.
     *
     * @param recall whether other nodes are to be asked for what they do not need, if the balance has too little
     */
    Leased lease(UUID account, UUID lease, SliceSize size, boolean recall) throws SQLException {
        return Transaction.run(database, transaction -> {
            begin(transaction);
            Purse purse = lockPurse(transaction, account);
            if (purse == null) {
                return new Leased(null, 0, 0, !size.servesAll(0), false);
            }
            Row row = find(transaction, lease);
            if (row != null && !row.open()) {
                return new Leased(row, 0, purse.available(), false, purse.elsewhere());
            }
            long granted = size.grant(purse.available(), purse.nodes());
            if (granted > 0) {
                row = grant(transaction, account, lease, purse.wallet(), granted);
            }
            boolean tooLittle = !size.servesAll(purse.available());
            long refillBelow = size.refillBelow(purse.available(), purse.nodes());
            if (recall && tooLittle && purse.elsewhere()) {
                recall(transaction, account);
            }
            return new Leased(
                    row,
                    // Who got nothing and is below already would only ask again for every call.
                    granted > 0 || size.remaining() >= refillBelow ? refillBelow : 0,
                    purse.available() - granted,
                    tooLittle,
                    purse.elsewhere());
        });
    }

    /**
     * Gives back what leases do not need.
     *
     * @param take takes it out of memory; called when the database has answered, so that nothing is taken out while it
     *     is away
     * @return the leases afterwards; one that was never granted anything is missing
     */
    Map<UUID, Row> giveBack(Supplier<List<GiveBack>> take) throws SQLException {
        return Transaction.run(database, transaction -> {
            begin(transaction);
            List<GiveBack> leases = take.get();
            if (leases.isEmpty()) {
                return Map.of();
            }
            lockWallets(transaction, leases.stream().map(GiveBack::lease).toList());
            return giveBack(transaction, leases);
        });
    }

    /** Renews every lease of this node. */
    void renew(Duration leaseLife) throws SQLException {
        Transaction.run(database, transaction -> {
            limitSilence(transaction);
            seat.renew(transaction, leaseLife);
            return true;
        });
    }

    /** This node stops. */
    void leave() throws SQLException {
        Transaction.run(database, transaction -> {
            limitSilence(transaction);
            seat.leave(transaction);
            return true;
        });
    }

    /** The accounts of which other nodes need what this one does not. */
    List<UUID> recalled() throws SQLException {
        return Transaction.run(database, transaction -> {
            begin(transaction);
            try (PreparedStatement select = transaction.prepareStatement("""
                    SELECT account
                      FROM billing.budget_lease
                     WHERE node_id = ?
                       AND epoch = ?
                       AND state = 'open'
                       AND recalled
                    """)) {
                select.setObject(1, seat.node());
                select.setLong(2, seat.epoch());
                List<UUID> accounts = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        accounts.add(row.getObject(1, UUID.class));
                    }
                }
                return accounts;
            }
        });
    }

    /** Deletes leases that were closed before {@code age}: a charge that names one settles as if it were there. */
    int forgetClosed(Duration age) throws SQLException {
        return Transaction.run(database, transaction -> {
            begin(transaction);
            try (PreparedStatement delete = transaction.prepareStatement("""
                    DELETE FROM billing.budget_lease
                     WHERE lease_id IN (
                           SELECT lease_id
                             FROM billing.budget_lease
                            WHERE state = 'closed'
                              AND closed_at < clock_timestamp() - ? * INTERVAL '1 second'
                            LIMIT ?
                              FOR UPDATE SKIP LOCKED)
                    """)) {
                delete.setLong(1, age.toSeconds());
                delete.setInt(2, FORGET_AT_ONCE);
                return delete.executeUpdate();
            }
        });
    }

    private void begin(Connection transaction) throws SQLException {
        limitSilence(transaction);
        seat.require(transaction);
    }

    private static void limitSilence(Connection connection) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
    }

    /** Locks the wallet and looks at who shares it; null if the account has none. */
    private @Nullable Purse lockPurse(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT b.account_id,
                       b.balance - b.held,
                       (SELECT count(*)
                          FROM billing.node
                         WHERE stopped_at IS NULL
                           AND node_id <> ?
                           AND heartbeat_at > clock_timestamp() - ? * INTERVAL '1 second'),
                       EXISTS (SELECT 1
                                 FROM billing.budget_lease
                                WHERE account = ?
                                  AND state = 'open'
                                  AND node_id <> ?
                                  AND granted > settled + returned)
                  FROM billing.ledger_account AS a
                  JOIN billing.ledger_balance AS b ON b.account_id = a.id
                 WHERE a.code = 'wallet:' || ?::uuid
                   FOR NO KEY UPDATE OF b
                """)) {
            select.setObject(1, seat.node());
            select.setLong(2, LIVE.toSeconds());
            select.setObject(3, account);
            select.setObject(4, seat.node());
            select.setObject(5, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? new Purse(row.getLong(1), row.getLong(2), row.getInt(3) + 1, row.getBoolean(4))
                        : null;
            }
        }
    }

    private Row grant(Connection transaction, UUID account, UUID lease, long wallet, long nanos) throws SQLException {
        try (PreparedStatement hold = transaction.prepareStatement("""
                UPDATE billing.ledger_balance
                   SET held = held + ?
                 WHERE account_id = ?
                   AND balance - held >= ?
                """)) {
            hold.setLong(1, nanos);
            hold.setLong(2, wallet);
            hold.setLong(3, nanos);
            if (hold.executeUpdate() != 1) {
                throw new IllegalStateException("a locked wallet has changed");
            }
        }
        try (PreparedStatement upsert = transaction.prepareStatement("""
                INSERT INTO billing.budget_lease AS l (lease_id, account, wallet_id, node_id, epoch, granted)
                VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (lease_id) DO UPDATE
                   SET granted = l.granted + excluded.granted
                RETURNING granted, settled, returned, overspent, state = 'open'
                """)) {
            upsert.setObject(1, lease);
            upsert.setObject(2, account);
            upsert.setLong(3, wallet);
            upsert.setObject(4, seat.node());
            upsert.setLong(5, seat.epoch());
            upsert.setLong(6, nanos);
            try (ResultSet row = upsert.executeQuery()) {
                row.next();
                return row(row, 1);
            }
        }
    }

    private static @Nullable Row find(Connection transaction, UUID lease) throws SQLException {
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT granted, settled, returned, overspent, state = 'open'
                  FROM billing.budget_lease
                 WHERE lease_id = ?
                """)) {
            select.setObject(1, lease);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row(row, 1) : null;
            }
        }
    }

    private static Row row(ResultSet row, int first) throws SQLException {
        return new Row(
                row.getLong(first),
                row.getLong(first + 1),
                row.getLong(first + 2),
                row.getLong(first + 3),
                row.getBoolean(first + 4));
    }

    private void recall(Connection transaction, UUID account) throws SQLException {
        try (PreparedStatement mark = transaction.prepareStatement("""
                UPDATE billing.budget_lease
                   SET recalled = TRUE
                 WHERE account = ?
                   AND state = 'open'
                   AND node_id <> ?
                   AND granted > settled + returned
                """);
                PreparedStatement tell = transaction.prepareStatement("""
                        SELECT pg_notify(?, '')
                        """)) {
            mark.setObject(1, account);
            mark.setObject(2, seat.node());
            mark.executeUpdate();
            tell.setString(1, RECALLS);
            tell.execute();
        }
    }

    private static void lockWallets(Connection transaction, List<UUID> leases) throws SQLException {
        try (PreparedStatement lock = transaction.prepareStatement("""
                SELECT 1
                  FROM billing.ledger_balance
                 WHERE account_id IN (SELECT wallet_id FROM billing.budget_lease WHERE lease_id = ANY (?))
                 ORDER BY account_id
                   FOR NO KEY UPDATE
                """)) {
            lock.setArray(1, Ledger.uuids(transaction, leases));
            lock.execute();
        }
    }

    private static Map<UUID, Row> giveBack(Connection transaction, List<GiveBack> leases) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                WITH back AS (
                     SELECT l.lease_id,
                            l.wallet_id,
                            least(given.nanos, l.granted - l.settled - l.returned) AS nanos,
                            given.may_close
                              AND l.overspent = given.overspent
                              AND given.nanos >= l.granted - l.settled - l.returned AS closes
                       FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::boolean[])
                            AS given (lease_id, nanos, overspent, may_close)
                       JOIN billing.budget_lease AS l ON l.lease_id = given.lease_id
                      WHERE l.state = 'open'),
                freed AS (
                     UPDATE billing.ledger_balance AS b
                        SET held = b.held - sums.nanos
                       FROM (SELECT wallet_id, sum(nanos)::bigint AS nanos FROM back GROUP BY wallet_id) AS sums
                      WHERE b.account_id = sums.wallet_id
                        AND sums.nanos > 0)
                UPDATE billing.budget_lease AS l
                   SET returned = l.returned + back.nanos,
                       recalled = FALSE,
                       state = CASE WHEN back.closes THEN 'closed' ELSE 'open' END,
                       closed_at = CASE WHEN back.closes THEN clock_timestamp() END
                  FROM back
                 WHERE l.lease_id = back.lease_id
                RETURNING l.lease_id, l.granted, l.settled, l.returned, l.overspent, l.state = 'open'
                """)) {
            update.setArray(
                    1,
                    Ledger.uuids(
                            transaction, leases.stream().map(GiveBack::lease).toList()));
            update.setArray(
                    2,
                    Ledger.longs(
                            transaction, leases.stream().map(GiveBack::nanos).toList()));
            update.setArray(
                    3,
                    Ledger.longs(
                            transaction,
                            leases.stream().map(GiveBack::overspent).toList()));
            update.setArray(
                    4,
                    transaction.createArrayOf(
                            "boolean", leases.stream().map(GiveBack::mayClose).toArray()));
            Map<UUID, Row> rows = new HashMap<>();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    rows.put(row.getObject(1, UUID.class), row(row, 2));
                }
            }
            return rows;
        }
    }
}
