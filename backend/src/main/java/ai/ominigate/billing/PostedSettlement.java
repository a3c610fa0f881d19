package ai.ominigate.billing;

import ai.ominigate.platform.UuidV7;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Posts what calls have cost to the ledger. An account pays first from what the calls' leases have, then from what its
 * wallet has free, and owes the rest.
 */
@Singleton
final class PostedSettlement implements Settlement {
    static final String USAGE = "usage";

    private final NodeSeat seat;
    private final Ledger ledger;
    private final InstantSource clock;

    PostedSettlement(NodeSeat seat, Ledger ledger, InstantSource clock) {
        this.seat = seat;
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public void post(Connection transaction, UUID batch, List<Charge> charges) throws SQLException {
        if (charges.isEmpty()) {
            return;
        }
        seat.require(transaction);
        TreeMap<UUID, TreeMap<UUID, Long>> costs = costsByAccountAndLease(charges);
        Map<UUID, Ledger.CustomerAccounts> accounts =
                ledger.openedAccountsOf(transaction, new TreeSet<>(costs.keySet()));
        long revenue = ledger.house(transaction, Ledger.REVENUE_USAGE);
        Map<Long, Ledger.Funds> funds = ledger.lock(transaction, balancesOf(accounts, revenue));
        Map<UUID, Lease> leases = lockLeases(transaction, charges);

        Map<UUID, Ledger.Tx> txs = heads(batch, costs.keySet());
        Set<UUID> fresh = ledger.record(transaction, List.copyOf(txs.values()));
        Posting posting = new Posting(revenue);
        costs.forEach((account, byLease) -> {
            UUID tx = Objects.requireNonNull(txs.get(account)).id();
            if (fresh.contains(tx)) {
                Ledger.CustomerAccounts customer = Objects.requireNonNull(accounts.get(account));
                long free = Objects.requireNonNull(funds.get(customer.wallet())).free();
                posting.add(tx, account, customer, free, byLease, leases);
            }
        });
        posting.write(transaction, ledger);
    }

    /** What an open lease still has. */
    private record Lease(UUID account, long rest) {}

    private static TreeMap<UUID, TreeMap<UUID, Long>> costsByAccountAndLease(List<Charge> charges) {
        TreeMap<UUID, TreeMap<UUID, Long>> costs = new TreeMap<>();
        for (Charge charge : charges) {
            costs.computeIfAbsent(charge.account(), _ -> new TreeMap<>())
                    .merge(charge.lease(), charge.nanos(), Math::addExact);
        }
        return costs;
    }

    private static Set<Long> balancesOf(Map<UUID, Ledger.CustomerAccounts> accounts, long revenue) {
        Set<Long> balances = new TreeSet<>(Set.of(revenue));
        accounts.values().forEach(customer -> {
            balances.add(customer.wallet());
            balances.add(customer.receivable());
        });
        return balances;
    }

    private Map<UUID, Ledger.Tx> heads(UUID batch, Set<UUID> accounts) {
        Instant now = clock.instant();
        Map<UUID, Ledger.Tx> heads = new TreeMap<>();
        for (UUID account : accounts) {
            heads.put(account, new Ledger.Tx(UuidV7.at(now), USAGE, batch + ":" + account, now));
        }
        return heads;
    }

    private static Map<UUID, Lease> lockLeases(Connection transaction, List<Charge> charges) throws SQLException {
        Set<UUID> ids = new LinkedHashSet<>();
        charges.forEach(charge -> ids.add(charge.lease()));
        try (PreparedStatement select = transaction.prepareStatement("""
                SELECT lease_id, account, granted - settled - returned
                  FROM billing.budget_lease
                 WHERE lease_id = ANY (?)
                   AND state = 'open'
                 ORDER BY lease_id
                   FOR NO KEY UPDATE
                """)) {
            select.setArray(1, Ledger.uuids(transaction, ids));
            Map<UUID, Lease> leases = new HashMap<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    leases.put(row.getObject(1, UUID.class), new Lease(row.getObject(2, UUID.class), row.getLong(3)));
                }
            }
            return leases;
        }
    }

    /** Everything that one batch changes, so that it is written in three statements however many accounts it has. */
    private static final class Posting {
        private final long revenue;
        private final List<Ledger.Entry> entries = new ArrayList<>();
        private final Map<UUID, Long> settled = new TreeMap<>();
        private final Map<UUID, Long> overspent = new TreeMap<>();
        private final Map<Long, Long> freed = new TreeMap<>();

        Posting(long revenue) {
            this.revenue = revenue;
        }

        void add(
                UUID tx,
                UUID account,
                Ledger.CustomerAccounts customer,
                long free,
                Map<UUID, Long> byLease,
                Map<UUID, Lease> leases) {
            long leased = 0;
            long beyond = 0;
            for (Map.Entry<UUID, Long> cost : byLease.entrySet()) {
                Lease lease = leases.get(cost.getKey());
                if (lease == null || !lease.account().equals(account)) {
                    beyond = Math.addExact(beyond, cost.getValue());
                    continue;
                }
                long covered = Math.min(cost.getValue(), lease.rest());
                settled.put(cost.getKey(), covered);
                overspent.put(cost.getKey(), cost.getValue() - covered);
                leased += covered;
                beyond = Math.addExact(beyond, cost.getValue() - covered);
            }
            freed.put(customer.wallet(), leased);
            long fromFree = Math.min(beyond, Math.max(0, free));
            enter(tx, 0, customer.wallet(), -leased - fromFree);
            enter(tx, 1, customer.receivable(), fromFree - beyond);
            enter(tx, 2, revenue, Math.addExact(leased, beyond));
        }

        private void enter(UUID tx, int seq, long ledgerAccount, long nanos) {
            if (nanos != 0) {
                entries.add(new Ledger.Entry(tx, seq, ledgerAccount, nanos));
            }
        }

        void write(Connection transaction, Ledger ledger) throws SQLException {
            if (entries.isEmpty()) {
                return;
            }
            settleLeases(transaction);
            freeHeld(transaction);
            ledger.enter(transaction, entries);
        }

        private void settleLeases(Connection transaction) throws SQLException {
            try (PreparedStatement update = transaction.prepareStatement("""
                    UPDATE billing.budget_lease AS l
                       SET settled = l.settled + cost.settled,
                           overspent = l.overspent + cost.overspent
                      FROM unnest(?::uuid[], ?::bigint[], ?::bigint[]) AS cost (lease_id, settled, overspent)
                     WHERE l.lease_id = cost.lease_id
                    """)) {
                update.setArray(1, Ledger.uuids(transaction, settled.keySet()));
                update.setArray(2, Ledger.longs(transaction, settled.values()));
                update.setArray(3, Ledger.longs(transaction, overspent.values()));
                update.executeUpdate();
            }
        }

        private void freeHeld(Connection transaction) throws SQLException {
            try (PreparedStatement update = transaction.prepareStatement("""
                    UPDATE billing.ledger_balance AS b
                       SET held = b.held - cost.nanos
                      FROM unnest(?::bigint[], ?::bigint[]) AS cost (account_id, nanos)
                     WHERE b.account_id = cost.account_id
                       AND cost.nanos > 0
                    """)) {
                update.setArray(1, Ledger.longs(transaction, freed.keySet()));
                update.setArray(2, Ledger.longs(transaction, freed.values()));
                update.executeUpdate();
            }
        }
    }
}
