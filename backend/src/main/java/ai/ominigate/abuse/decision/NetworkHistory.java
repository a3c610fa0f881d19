package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.accounts.Customers;
import ai.ominigate.accounts.KeyOwner;
import ai.ominigate.metering.UsageLookup;
import ai.ominigate.model.abuse.NetworkAccount;
import ai.ominigate.model.abuse.NetworkDetails;
import ai.ominigate.model.abuse.NetworkEvent;
import ai.ominigate.model.abuse.NetworkHour;
import ai.ominigate.model.abuse.NetworkKey;
import ai.ominigate.model.abuse.RelatedNetwork;
import ai.ominigate.personal.Masked;
import ai.ominigate.platform.Network;
import ai.ominigate.staff.audit.Act;
import ai.ominigate.staff.audit.AuditLog;
import ai.ominigate.staff.rights.Actor;
import io.micronaut.context.BeanProvider;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/** What came from a network and what was decided about it. Blocks. */
@Singleton
final class NetworkHistory {
    private static final Duration PAST = Duration.ofDays(14);
    private static final int ACCOUNTS = 50;

    /** Keys, and accounts by who was signed in, of which it is put together who used a network most. */
    private static final int USES = 5_000;

    private static final int KEYS = 50;
    private static final int EVENTS = 50;
    private static final int DECISIONS = 50;
    private static final int NOTES = 50;

    private final DataSource dataSource;
    private final Customers customers;
    private final UsageLookup usage;
    private final GuardRails rails;
    private final DecisionForms forms;
    private final BeanProvider<NetworkNotes> notes;
    private final BeanProvider<NetworkOrigins> origins;
    private final AuditLog audit;
    private final InstantSource clock;

    NetworkHistory(
            DataSource dataSource,
            Customers customers,
            UsageLookup usage,
            GuardRails rails,
            DecisionForms forms,
            BeanProvider<NetworkNotes> notes,
            BeanProvider<NetworkOrigins> origins,
            AuditLog audit,
            InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.customers = customers;
        this.usage = usage;
        this.rails = rails;
        this.forms = forms;
        this.notes = notes;
        this.origins = origins;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Writes down that it is looked at, and looks. Whoever asks has typed the network, so it comes back as it is; addresses
     * inside are masked.
     *
     * @param purpose what for, and in which case if there is one
     */
    NetworkDetails of(Network network, String purpose, Actor.Member me, String request) throws SQLException {
        Entity entity = new Entity.Net(network);
        audit.append(new Act(
                me,
                "network.look",
                Act.Outcome.DONE,
                null,
                purpose,
                request,
                Map.of("entity", Wording.masked(entity))));
        Instant from = clock.instant().minus(PAST);
        try (Connection connection = dataSource.getConnection()) {
            List<NetworkHour> hours = hours(connection, network, from);
            return new NetworkDetails(
                    network.toString(),
                    entity.toString(),
                    new Entity.Net(network).scope().name(),
                    rails.isOurs(network),
                    origins.isPresent() ? origins.get().about(network.address()) : null,
                    from,
                    hours.stream().mapToLong(NetworkHour::calls).sum(),
                    hours,
                    accounts(connection, network, from),
                    keys(connection, network, from),
                    events(connection, network, from),
                    forms.details(DecisionTable.touching(connection, network, DECISIONS)),
                    wider(connection, network, from),
                    notes.isPresent() ? notes.get().about(connection, network, NOTES) : List.of());
        }
    }

    private static List<NetworkHour> hours(Connection connection, Network network, Instant from) throws SQLException {
        String sql = """
                SELECT date_trunc('hour', time) AS hour, count(*), count(*) FILTER (WHERE status IN (401, 403, 429))
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                 GROUP BY hour
                 ORDER BY hour
                """;
        try (PreparedStatement statement = asking(connection, sql, network, from);
                ResultSet row = statement.executeQuery()) {
            List<NetworkHour> hours = new ArrayList<>();
            while (row.next()) {
                hours.add(new NetworkHour(time(row, 1), row.getLong(2), row.getLong(3)));
            }
            return hours;
        }
    }

    /** What one account did there: by its keys, and by who was signed in to it or had just signed up or in. */
    private static final class Used {
        private long calls;
        private long visits;
        private Instant firstAt = Instant.MAX;
        private Instant lastAt = Instant.MIN;

        void add(long called, long visited, Instant first, Instant last) {
            calls += called;
            visits += visited;
            firstAt = first.isBefore(firstAt) ? first : firstAt;
            lastAt = last.isAfter(lastAt) ? last : lastAt;
        }

        long requests() {
            return calls + visits;
        }
    }

    private List<NetworkAccount> accounts(Connection connection, Network network, Instant from) throws SQLException {
        String sql = """
                SELECT account_id, key_id, count(*), min(time), max(time)
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                   AND (account_id IS NOT NULL OR key_id IS NOT NULL)
                 GROUP BY account_id, key_id
                 ORDER BY count(*) DESC
                 LIMIT
                """ + USES;
        Map<UUID, Used> used = new HashMap<>();
        Map<UUID, Used> byKey = new HashMap<>();
        try (PreparedStatement statement = asking(connection, sql, network, from);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID account = row.getObject(1, UUID.class);
                UUID key = row.getObject(2, UUID.class);
                Map<UUID, Used> whose = key == null ? used : byKey;
                long count = row.getLong(3);
                whose.computeIfAbsent(key == null ? account : key, _ -> new Used())
                        .add(key == null ? 0 : count, key == null ? count : 0, time(row, 4), time(row, 5));
            }
        }
        customers.ownersOf(connection, byKey.keySet()).forEach((key, owner) -> {
            Used calls = Objects.requireNonNull(byKey.get(key));
            used.computeIfAbsent(owner.account(), _ -> new Used())
                    .add(calls.calls, calls.visits, calls.firstAt, calls.lastAt);
        });
        Set<UUID> paying = new HashSet<>(customers.ofStripe(connection, used.keySet()));
        paying.addAll(usage.spenders(used.keySet(), from.truncatedTo(ChronoUnit.HOURS)));
        return used.entrySet().stream()
                .sorted(Comparator.comparingLong(
                                (Map.Entry<UUID, Used> each) -> each.getValue().requests())
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(ACCOUNTS)
                .map(each -> new NetworkAccount(
                        each.getKey().toString(),
                        paying.contains(each.getKey()),
                        each.getValue().calls,
                        each.getValue().visits,
                        each.getValue().firstAt,
                        each.getValue().lastAt))
                .toList();
    }

    private record UsedKey(UUID key, long calls, Instant firstAt, Instant lastAt) {}

    private List<NetworkKey> keys(Connection connection, Network network, Instant from) throws SQLException {
        String sql = """
                SELECT key_id, count(*), min(time), max(time)
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                   AND key_id IS NOT NULL
                 GROUP BY key_id
                 ORDER BY count(*) DESC, key_id
                 LIMIT
                """ + KEYS;
        List<UsedKey> used = new ArrayList<>();
        try (PreparedStatement statement = asking(connection, sql, network, from);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                used.add(new UsedKey(row.getObject(1, UUID.class), row.getLong(2), time(row, 3), time(row, 4)));
            }
        }
        Map<UUID, KeyOwner> owners =
                customers.ownersOf(connection, used.stream().map(UsedKey::key).toList());
        Set<UUID> accounts = new HashSet<>();
        owners.values().forEach(owner -> accounts.add(owner.account()));
        Set<UUID> spenders = usage.spenders(accounts, from.truncatedTo(ChronoUnit.HOURS));
        return used.stream()
                .map(key -> {
                    KeyOwner owner = owners.get(key.key());
                    return new NetworkKey(
                            key.key().toString(),
                            owner == null ? null : owner.account().toString(),
                            owner != null && (owner.customerOfStripe() || spenders.contains(owner.account())),
                            key.calls(),
                            key.firstAt(),
                            key.lastAt());
                })
                .toList();
    }

    private static List<NetworkEvent> events(Connection connection, Network network, Instant from) throws SQLException {
        String sql = """
                SELECT time, host(address), method, path_template, status, key_id
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                 ORDER BY time DESC
                 LIMIT
                """ + EVENTS;
        try (PreparedStatement statement = asking(connection, sql, network, from);
                ResultSet row = statement.executeQuery()) {
            List<NetworkEvent> events = new ArrayList<>();
            while (row.next()) {
                UUID key = row.getObject(6, UUID.class);
                events.add(new NetworkEvent(
                        time(row, 1),
                        Masked.network(Network.parse(row.getString(2))),
                        row.getString(3),
                        row.getString(4),
                        row.getInt(5),
                        key == null ? null : key.toString()));
            }
            return events;
        }
    }

    /** The networks around it that one party may have, the narrowest first. */
    private static List<RelatedNetwork> wider(Connection connection, Network network, Instant from)
            throws SQLException {
        String sql = """
                SELECT count(*), count(*) FILTER (WHERE status IN (401, 403, 429)),
                       count(DISTINCT CASE
                           WHEN family(address) = 4 THEN address
                           ELSE network(set_masklen(address, 64))::inet
                       END)
                  FROM abuse.operational_log
                 WHERE address <<= ?::inet
                   AND time >= ?
                """;
        List<RelatedNetwork> around = new ArrayList<>();
        Optional<Entity.Net> next = new Entity.Net(network).widened();
        while (next.isPresent()) {
            Network wider = next.get().network();
            try (PreparedStatement statement = asking(connection, sql, wider, from);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                around.add(new RelatedNetwork(wider.toString(), row.getLong(1), row.getLong(2), row.getInt(3)));
            }
            next = next.get().widened();
        }
        return around;
    }

    private static PreparedStatement asking(Connection connection, String sql, Network network, Instant from)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, network.toString());
        statement.setObject(2, from.atOffset(ZoneOffset.UTC));
        return statement;
    }

    private static Instant time(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
