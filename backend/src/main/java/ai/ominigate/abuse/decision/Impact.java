package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customer;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.metering.UsageLookup;
import ai.ominigate.model.abuse.BlockScope;
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
import java.util.HashSet;
import java.util.List;
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
     * Those whom it would touch.
     *
     * @param paying those of the accounts that have a customer's number of Stripe's or have spent money
     */
    record Touched(Instant from, long calls, Set<UUID> accounts, Set<UUID> keys, Set<UUID> paying) {}

    /**
     * Whom it would touch.
     *
     * @param scope of a block; one of the API alone does not touch who only uses the pages
     */
    Touched of(Entity entity, @Nullable BlockScope scope, Instant now) throws SQLException {
        Instant from = now.minus(PAST);
        boolean pages = scope != BlockScope.API;
        return switch (entity) {
            case Entity.Net net -> byLog(from, seen(net, pages, from));
            case Entity.Asn ignored -> byLog(from, seen(entity, pages, from));
            case Entity.Country ignored -> byLog(from, seen(entity, pages, from));
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

    private Touched byLog(Instant from, Seen seen) throws SQLException {
        Set<UUID> accounts = new HashSet<>(seen.signedIn);
        Set<UUID> ofStripe;
        try (Connection connection = dataSource.getConnection()) {
            customers.ownersOf(connection, seen.keys).values().forEach(owner -> accounts.add(owner.account()));
            ofStripe = customers.ofStripe(connection, accounts);
        }
        return new Touched(from, seen.requests, accounts, seen.keys, paying(accounts, ofStripe, from));
    }

    private Set<UUID> paying(Collection<UUID> accounts, Collection<UUID> ofStripe, Instant from) throws SQLException {
        Set<UUID> paying = new HashSet<>(ofStripe);
        paying.addAll(usage.spenders(accounts, from.truncatedTo(ChronoUnit.HOURS)));
        return paying;
    }

    /** What the operational log has: with which keys, and of which accounts that somebody was signed in to. */
    private static final class Seen {
        private final Set<UUID> keys = new HashSet<>();
        private final Set<UUID> signedIn = new HashSet<>();
        private long requests;

        void add(@Nullable UUID key, @Nullable UUID account, long count) {
            requests += count;
            if (key != null) {
                keys.add(key);
            }
            if (account != null) {
                signedIn.add(account);
            }
        }
    }

    private Seen seen(Entity.Net net, boolean pages, Instant from) throws SQLException {
        String sql = """
                SELECT key_id, account_id, count(*)
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                   AND (? OR account_id IS NULL)
                 GROUP BY key_id, account_id
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, net.network().toString());
            statement.setObject(2, from.atOffset(ZoneOffset.UTC));
            statement.setBoolean(3, pages);
            Seen seen = new Seen();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    seen.add(row.getObject(1, UUID.class), row.getObject(2, UUID.class), row.getLong(3));
                }
            }
            return seen;
        }
    }

    /** The database does not know where an address is; the files do, address by address. */
    private Seen seen(Entity origin, boolean pages, Instant from) throws SQLException {
        String sql = """
                SELECT host(address), key_id, account_id, count(*)
                  FROM abuse.operational_log
                 WHERE time >= ?
                   AND (? OR account_id IS NULL)
                 GROUP BY address, key_id, account_id
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            statement.setFetchSize(ROWS_AT_ONCE);
            statement.setObject(1, from.atOffset(ZoneOffset.UTC));
            statement.setBoolean(2, pages);
            Seen seen = new Seen();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    if (rails.includes(
                            origin, InetAddress.ofLiteral(row.getString(1)).getAddress())) {
                        seen.add(row.getObject(2, UUID.class), row.getObject(3, UUID.class), row.getLong(4));
                    }
                }
            }
            connection.commit();
            return seen;
        }
    }
}
