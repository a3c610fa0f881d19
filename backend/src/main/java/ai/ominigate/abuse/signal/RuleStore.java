package ai.ominigate.abuse.signal;

import ai.ominigate.abuse.review.PresentRules;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Versions of rules, the later ones beside the earlier ones. Blocks. */
@Singleton
final class RuleStore implements PresentRules {
    /** On which nodes hear that there is another version. */
    static final String CHANNEL = "abuse_rules";

    private static final TypeReference<Map<String, Double>> NUMBERS = new TypeReference<>() {};
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final DataSource dataSource;
    private final InstantSource clock;

    RuleStore(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /**
     * A version with who made it.
     *
     * @param by a member of the staff; null for the program itself
     */
    record Decided(
            RuleVersion version, Instant at, @Nullable UUID by, String reason) {}

    /** Writes the first versions down where there are none, which harms nothing when it is done again. */
    void seed() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (RuleVersion first : RuleTable.first()) {
                insert(connection, first, null, "As delivered.");
            }
            connection.commit();
        }
    }

    @Override
    public Weighing of(Connection connection, String signal) throws SQLException {
        String sql = "SELECT * FROM abuse.rule_version WHERE signal = ? ORDER BY version DESC LIMIT 1";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, signal);
            RuleVersion version = read(statement).getFirst().version();
            return new Weighing(
                    signal,
                    version.version(),
                    version.shadow(),
                    version.family(),
                    version.threshold(),
                    version.window(),
                    version.points(),
                    version.halfLife(),
                    version.familyCap());
        }
    }

    @Override
    public Weighing of(String signal) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return of(connection, signal);
        }
    }

    /** The present version of every rule, in the order of their numbers. */
    List<Decided> present() throws SQLException {
        String sql = """
                SELECT DISTINCT ON (signal) *
                FROM abuse.rule_version
                ORDER BY signal, version DESC
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return inOrder(read(statement));
        }
    }

    /** All versions of a rule, the present one first. */
    List<Decided> versions(Signal signal) throws SQLException {
        String sql = """
                SELECT *
                FROM abuse.rule_version
                WHERE signal = ?
                ORDER BY version DESC
                LIMIT 200
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, signal.name());
            return read(statement);
        }
    }

    /** The present version, which nobody changes before this transaction ends. */
    Decided lock(Connection transaction, Signal signal) throws SQLException {
        String sql = """
                SELECT *
                FROM abuse.rule_version
                WHERE signal = ?
                ORDER BY version DESC
                LIMIT 1
                FOR UPDATE
                """;
        try (PreparedStatement first = transaction.prepareStatement("""
                        SELECT pg_advisory_xact_lock(hashtextextended('abuse.rule_version', 0))
                        """)) {
            first.execute();
        }
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, signal.name());
            return read(statement).getFirst();
        }
    }

    /** Adds a version as part of a transaction that has the rule locked; all nodes count by it from its commit on. */
    void add(Connection transaction, RuleVersion version, @Nullable UUID by, String reason) throws SQLException {
        insert(transaction, version, by, reason);
        try (Statement statement = transaction.createStatement()) {
            statement.execute("NOTIFY " + CHANNEL);
        }
    }

    private void insert(Connection connection, RuleVersion version, @Nullable UUID by, String reason)
            throws SQLException {
        String sql = """
                INSERT INTO abuse.rule_version (
                    signal, version, shadow, threshold, further, window_seconds, points, half_life_seconds, family_cap,
                    changed_at, changed_by, reason)
                VALUES (?, ?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (signal, version) DO NOTHING
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, version.signal().name());
            statement.setInt(2, version.version());
            statement.setBoolean(3, version.shadow());
            statement.setDouble(4, version.threshold());
            statement.setString(5, JSON.writeValueAsString(version.further()));
            statement.setLong(6, version.window().toSeconds());
            statement.setInt(7, version.points());
            statement.setLong(8, version.halfLife().toSeconds());
            statement.setInt(9, version.familyCap());
            statement.setObject(
                    10, clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            statement.setObject(11, by);
            statement.setString(12, reason);
            statement.executeUpdate();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers have their JSON", e);
        }
    }

    private static List<Decided> inOrder(List<Decided> rules) {
        return rules.stream()
                .sorted(Comparator.comparing(rule -> rule.version().signal()))
                .toList();
    }

    private static List<Decided> read(PreparedStatement statement) throws SQLException {
        List<Decided> versions = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                versions.add(decided(row));
            }
        }
        return versions;
    }

    private static Decided decided(ResultSet row) throws SQLException {
        try {
            return new Decided(
                    new RuleVersion(
                            Signal.valueOf(row.getString("signal")),
                            row.getInt("version"),
                            row.getBoolean("shadow"),
                            row.getDouble("threshold"),
                            JSON.readValue(row.getString("further"), NUMBERS),
                            Duration.ofSeconds(row.getLong("window_seconds")),
                            row.getInt("points"),
                            Duration.ofSeconds(row.getLong("half_life_seconds")),
                            row.getInt("family_cap")),
                    row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                    row.getObject("changed_by", UUID.class),
                    row.getString("reason"));
        } catch (JsonProcessingException e) {
            throw new SQLException("the numbers of a rule are not JSON", e);
        }
    }
}
