package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customer;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.metering.UsageLookup;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Whom a decision would touch, as far as the last days tell. Blocks. */
@Singleton
final class Impact {
    /** How far back is looked. */
    static final Duration PAST = Duration.ofDays(7);

    private static final int ROWS_AT_ONCE = 10_000;

    private final DataSource dataSource;
    private final Customers customers;
    private final UsageLookup usage;
    private final GuardRails rails;

    Impact(DataSource dataSource, Customers customers, UsageLookup usage, GuardRails rails) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.customers = customers;
        this.usage = usage;
        this.rails = rails;
    }

    /**
     * Whom it would touch.
     *
     * @param paying those of the accounts that have a customer's number of Stripe's or have spent money
     */
    record Touched(Instant from, long calls, Set<UUID> accounts, Set<UUID> keys, Set<UUID> paying) {}

    Touched of(Entity entity, Instant now) throws SQLException {
        Instant from = now.minus(PAST);
        return switch (entity) {
            case Entity.Net net -> byLog(from, callsByKey(net, from));
            case Entity.Asn ignored -> byLog(from, callsByKey(entity, from));
            case Entity.Country ignored -> byLog(from, callsByKey(entity, from));
            case Entity.Account account -> ofAccount(from, account.id(), null);
            case Entity.Key key -> {
                KeyOwner owner = owner(key.id());
                yield owner == null
                        ? new Touched(from, 0, Set.of(), Set.of(key.id()), Set.of())
                        : ofAccount(from, owner.account(), key.id());
            }
        };
    }

    private Touched ofAccount(Instant from, UUID account, @Nullable UUID only) throws SQLException {
        List<UsageLookup.Use> uses = usage.uses(account, from.truncatedTo(ChronoUnit.HOURS)).stream()
                .filter(use -> only == null || use.key().equals(only))
                .toList();
        Set<UUID> keys = new HashSet<>();
        uses.forEach(use -> keys.add(use.key()));
        Customer customer = customers.withId(account.toString());
        boolean stripe = customer != null && customer.stripeCustomer() != null;
        return new Touched(
                from,
                uses.stream().mapToLong(UsageLookup.Use::calls).sum(),
                Set.of(account),
                keys,
                paying(Set.of(account), stripe ? Set.of(account) : Set.of(), from));
    }

    private @Nullable KeyOwner owner(UUID key) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return rails.owner(connection, key);
        }
    }

    private Collection<KeyOwner> owners(Set<UUID> keys) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return customers.ownersOf(connection, keys).values();
        }
    }

    /** @param callsByKey with the calls that came with no known key under null */
    private Touched byLog(Instant from, Map<UUID, Long> callsByKey) throws SQLException {
        Set<UUID> keys = new HashSet<>(callsByKey.keySet());
        keys.remove(NO_KEY);
        Set<UUID> accounts = new HashSet<>();
        Set<UUID> ofStripe = new HashSet<>();
        for (KeyOwner owner : owners(keys)) {
            accounts.add(owner.account());
            if (owner.customerOfStripe()) {
                ofStripe.add(owner.account());
            }
        }
        long calls = callsByKey.values().stream().mapToLong(Long::longValue).sum();
        return new Touched(from, calls, accounts, keys, paying(accounts, ofStripe, from));
    }

    private Set<UUID> paying(Collection<UUID> accounts, Collection<UUID> ofStripe, Instant from) throws SQLException {
        Set<UUID> paying = new HashSet<>(ofStripe);
        paying.addAll(usage.spenders(accounts, from.truncatedTo(ChronoUnit.HOURS)));
        return paying;
    }

    /** Stands for calls without a key that is known. */
    private static final UUID NO_KEY = new UUID(0, 0);

    private Map<UUID, Long> callsByKey(Entity.Net net, Instant from) throws SQLException {
        String sql = """
                SELECT key_id, count(*)
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                 GROUP BY key_id
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, net.network().toString());
            statement.setObject(2, from.atOffset(ZoneOffset.UTC));
            Map<UUID, Long> calls = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    UUID key = row.getObject(1, UUID.class);
                    calls.put(key == null ? NO_KEY : key, row.getLong(2));
                }
            }
            return calls;
        }
    }

    /** The database does not know where an address is; the files do, address by address. */
    private Map<UUID, Long> callsByKey(Entity origin, Instant from) throws SQLException {
        String sql = """
                SELECT host(address), key_id, count(*)
                  FROM abuse.operational_log
                 WHERE time >= ?
                 GROUP BY address, key_id
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setObject(1, from.atOffset(ZoneOffset.UTC));
            Map<UUID, Long> calls = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (rails.includes(
                            origin, InetAddress.ofLiteral(row.getString(1)).getAddress())) {
                        UUID key = row.getObject(2, UUID.class);
                        calls.merge(key == null ? NO_KEY : key, row.getLong(3), Long::sum);
                    }
                }
            }
            connection.commit();
            return calls;
        }
    }
}
