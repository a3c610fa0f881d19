package ai.ominigate.catalog;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Every version that a price ever had, as the database has them. Blocks.
 *
 * <p>Which is in force is a matter of the database's clock: nodes whose clocks differ, or jump, must not sell at
 * different prices, or find that none has begun.
 */
@Singleton
public final class PriceBook {

    /** Held by whoever compares and adds, so that two nodes that start together add a changed price once. */
    private static final long LOCK = 0x70726963_65626f6bL;

    private final DataSource dataSource;

    PriceBook(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** One version of one model's price. */
    record Version(long id, PriceList prices) {}

    /** Tells whether anything that {@link #inForce} reads has changed. */
    record State(long versions, long inForce) {}

    /**
     * The price with this version, in force or not, to compute a bill again; null if there never was one.
     *
     * @throws IllegalArgumentException if it is one that no call can be billed by
     */
    public @Nullable Price find(long version) throws SQLException {
        String sql = """
                SELECT v.model, c.version, c.unit, c.above, c.usd, c.per
                FROM catalog.price_component c
                JOIN catalog.price_version v ON v.id = c.version
                WHERE c.version = ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, version);
            Collection<Version> found = versions(statement).values();
            return found.isEmpty() ? null : found.iterator().next().prices().toPrice(version);
        }
    }

    /** Since when each model that ever had a price was sold, in milliseconds since 1970. */
    public Map<String, Long> soldSince() throws SQLException {
        String sql = "SELECT model, min(effective_from) FROM catalog.price_version GROUP BY model";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            Map<String, Long> since = new HashMap<>();
            while (row.next()) {
                since.put(row.getString(1), row.getTimestamp(2).getTime());
            }
            return since;
        }
    }

    /** Adds a version for each of these whose price is not the latest one, in force from now on. Returns how many. */
    int add(Collection<Offer> offers) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection);
                Map<String, String> latest = latestChecksums(connection);
                List<Offer> changed = offers.stream()
                        .filter(offer -> !offer.prices().components().isEmpty())
                        .filter(offer -> !offer.prices().checksum().equals(latest.get(offer.name())))
                        .toList();
                for (Offer offer : changed) {
                    insert(connection, offer);
                }
                connection.commit();
                return changed.size();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            statement.setLong(1, LOCK);
            statement.execute();
        }
    }

    private static Map<String, String> latestChecksums(Connection connection) throws SQLException {
        String sql = """
                SELECT DISTINCT ON (model) model, checksum
                FROM catalog.price_version
                ORDER BY model, id DESC
                """;
        Map<String, String> checksums = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                checksums.put(row.getString("model"), row.getString("checksum"));
            }
        }
        return checksums;
    }

    private void insert(Connection connection, Offer offer) throws SQLException {
        String version = """
                INSERT INTO catalog.price_version (model, effective_from, source, checksum)
                VALUES (?, clock_timestamp(), ?, ?)
                RETURNING id
                """;
        String component = """
                INSERT INTO catalog.price_component (version, unit, above, usd, per)
                VALUES (?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(version);
                PreparedStatement components = connection.prepareStatement(component)) {
            statement.setString(1, offer.name());
            statement.setString(2, offer.priceSource());
            statement.setString(3, offer.prices().checksum());
            long id;
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                id = row.getLong("id");
            }
            for (PriceList.Component price : offer.prices().components()) {
                components.setLong(1, id);
                components.setString(2, price.unit().key());
                components.setLong(3, price.above());
                components.setBigDecimal(4, price.usd());
                components.setLong(5, price.per());
                components.addBatch();
            }
            components.executeBatch();
        }
    }

    /** Cheap to ask: changes whenever {@link #inForce} would answer something else. */
    State state() throws SQLException {
        String sql = """
                SELECT count(*) AS versions, count(*) FILTER (WHERE effective_from <= clock_timestamp()) AS in_force
                FROM catalog.price_version
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new State(row.getLong("versions"), row.getLong("in_force"));
        }
    }

    /** The version in force of every model that has one, by the model's name. */
    Map<String, Version> inForce() throws SQLException {
        String sql = """
                SELECT v.model, c.version, c.unit, c.above, c.usd, c.per
                FROM (
                    SELECT DISTINCT ON (model) model, id
                    FROM catalog.price_version
                    WHERE effective_from <= clock_timestamp()
                    ORDER BY model, effective_from DESC, id DESC
                ) v
                JOIN catalog.price_component c ON c.version = v.id
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return versions(statement);
        }
    }

    private static Map<String, Version> versions(PreparedStatement statement) throws SQLException {
        Map<String, Long> ids = new LinkedHashMap<>();
        Map<String, List<PriceList.Component>> components = new LinkedHashMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String model = row.getString("model");
                ids.put(model, row.getLong("version"));
                components.computeIfAbsent(model, name -> new ArrayList<>()).add(component(row));
            }
        }
        Map<String, Version> versions = new LinkedHashMap<>();
        ids.forEach((model, id) ->
                versions.put(model, new Version(id, new PriceList(components.getOrDefault(model, List.of())))));
        return versions;
    }

    private static PriceList.Component component(ResultSet row) throws SQLException {
        String key = row.getString("unit");
        Unit unit = Unit.ofKey(key);
        if (unit == null) {
            throw new SQLException("catalog.price_component names the unit '" + key
                    + "', which this version of OminiGate does not know");
        }
        return new PriceList.Component(unit, row.getLong("above"), row.getBigDecimal("usd"), row.getLong("per"));
    }
}
