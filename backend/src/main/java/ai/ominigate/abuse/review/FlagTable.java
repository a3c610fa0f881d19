package ai.ominigate.abuse.review;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.abuse.entity.Family;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Flags in the database. Blocks. */
final class FlagTable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<Map<String, Long>> COUNTS = new TypeReference<>() {};

    private static final String COLUMNS = """
            id, case_id, signal, rule_version, shadow, entity, family, observed, threshold, points, half_life_seconds,
            family_cap, first_seen, last_seen, evidence_expires, counts, disposition, disposed_at
            """;

    private FlagTable() {}

    /**
     * A flag that is kept.
     *
     * @param caseId the case that has it; null for none
     * @param disposition what became of it; null as long as nobody has decided
     * @param disposedAt when somebody decided; null as long as nobody has
     */
    record Kept(
            Flag flag,
            @Nullable UUID caseId,
            @Nullable Disposition disposition,
            @Nullable Instant disposedAt) {}

    /** From here to the end of the transaction, flags about this entity are raised by it alone, on all nodes. */
    static void lock(Connection transaction, Entity entity) throws SQLException {
        String sql = "SELECT pg_advisory_xact_lock(hashtext('abuse.flag'), hashtext(?))";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, entity.toString());
            statement.execute();
        }
    }

    /**
     * What is kept of the same thing: by the same id, or of the same signal and entity in a time that overlaps. Of several,
     * one that nobody has decided about, else what was decided about last.
     */
    static @Nullable Kept same(Connection transaction, Flag flag) throws SQLException {
        String sql = "SELECT " + COLUMNS + """
                FROM abuse.flag
                WHERE entity = ? AND signal = ? AND shadow = ?
                    AND (id = ? OR (first_seen <= ? AND last_seen >= ?))
                ORDER BY (disposition IS NULL) DESC, disposed_at DESC, (id = ?) DESC, last_seen DESC
                LIMIT 1
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, flag.entity().toString());
            statement.setString(2, flag.signal());
            statement.setBoolean(3, flag.shadow());
            statement.setObject(4, flag.id());
            statement.setObject(5, atUtc(flag.lastSeen()));
            statement.setObject(6, atUtc(flag.firstSeen()));
            statement.setObject(7, flag.id());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? kept(row) : null;
            }
        }
    }

    /**
     * When somebody last found, in the time that the flag is about, that the same was abuse, or could not tell; null if nobody
     * did.
     */
    static @Nullable Instant abuseDecidedWithin(Connection transaction, Flag flag) throws SQLException {
        String sql = """
                SELECT max(disposed_at)
                FROM abuse.flag
                WHERE entity = ? AND signal = ? AND shadow = ? AND disposition IN ('CONFIRMED', 'INCONCLUSIVE')
                    AND disposed_at >= ? AND disposed_at < ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, flag.entity().toString());
            statement.setString(2, flag.signal());
            statement.setBoolean(3, flag.shadow());
            statement.setObject(4, atUtc(flag.firstSeen()));
            statement.setObject(5, atUtc(flag.lastSeen()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
                return at == null ? null : at.toInstant();
            }
        }
    }

    static void insert(Connection transaction, Flag flag, Instant now) throws SQLException {
        String sql = """
                INSERT INTO abuse.flag (
                    id, signal, rule_version, shadow, entity, family, observed, threshold, points, half_life_seconds,
                    family_cap, first_seen, last_seen, evidence_expires, counts, raised_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, flag.id());
            statement.setString(2, flag.signal());
            statement.setInt(3, flag.ruleVersion());
            statement.setBoolean(4, flag.shadow());
            statement.setString(5, flag.entity().toString());
            statement.setString(6, flag.family().name());
            statement.setDouble(7, flag.observed());
            statement.setDouble(8, flag.threshold());
            statement.setInt(9, flag.points());
            statement.setLong(10, flag.halfLife().toSeconds());
            statement.setInt(11, flag.familyCap());
            statement.setObject(12, atUtc(flag.firstSeen()));
            statement.setObject(13, atUtc(flag.lastSeen()));
            statement.setObject(14, atUtc(flag.evidenceExpires()));
            statement.setString(15, json(flag.counts()));
            statement.setObject(16, atUtc(now));
            statement.executeUpdate();
        }
    }

    /** Writes what is measured anew of a flag that is there. */
    static void update(Connection transaction, Flag flag) throws SQLException {
        String sql = """
                UPDATE abuse.flag
                SET rule_version = ?, observed = ?, threshold = ?, points = ?, half_life_seconds = ?, family_cap = ?,
                    first_seen = ?, last_seen = ?, evidence_expires = ?, counts = ?::jsonb
                WHERE id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, flag.ruleVersion());
            statement.setDouble(2, flag.observed());
            statement.setDouble(3, flag.threshold());
            statement.setInt(4, flag.points());
            statement.setLong(5, flag.halfLife().toSeconds());
            statement.setInt(6, flag.familyCap());
            statement.setObject(7, atUtc(flag.firstSeen()));
            statement.setObject(8, atUtc(flag.lastSeen()));
            statement.setObject(9, atUtc(flag.evidenceExpires()));
            statement.setString(10, json(flag.counts()));
            statement.setObject(11, flag.id());
            statement.executeUpdate();
        }
    }

    /** Gives this case all flags about the entity that no case has, of these families. */
    static int attach(Connection transaction, UUID caseId, Entity entity, Collection<Family> families)
            throws SQLException {
        String sql = """
                UPDATE abuse.flag
                SET case_id = ?
                WHERE entity = ? AND family = ANY (?) AND case_id IS NULL AND NOT shadow AND disposition IS NULL
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            statement.setString(2, entity.toString());
            statement.setArray(3, names(transaction, families));
            return statement.executeUpdate();
        }
    }

    /** Gives all flags of a case to another. */
    static int move(Connection transaction, UUID from, UUID to) throws SQLException {
        String sql = """
                UPDATE abuse.flag
                SET case_id = ?
                WHERE case_id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, to);
            statement.setObject(2, from);
            return statement.executeUpdate();
        }
    }

    /** Says of all flags of a case what became of them; null that nobody has decided after all. */
    static void dispose(Connection transaction, UUID caseId, @Nullable Disposition disposition, Instant now)
            throws SQLException {
        String sql = """
                UPDATE abuse.flag
                SET disposition = ?, disposed_at = ?
                WHERE case_id = ?
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, disposition == null ? null : disposition.name());
            statement.setObject(2, disposition == null ? null : atUtc(now));
            statement.setObject(3, caseId);
            statement.executeUpdate();
        }
    }

    /** Those that count for an entity or belong to a case, of no rule that is tried out, and undecided. */
    static List<Kept> counting(Connection connection, @Nullable UUID caseId, Entity entity) throws SQLException {
        String sql = "SELECT " + COLUMNS + """
                FROM abuse.flag
                WHERE (entity = ? OR case_id = ?) AND NOT shadow AND disposition IS NULL
                ORDER BY id
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, entity.toString());
            statement.setObject(2, caseId);
            return list(statement);
        }
    }

    /** How many nobody has decided about, of no rule that is tried out. */
    static int undecided(Connection connection, Collection<? extends Entity> entities) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT count(*) FROM abuse.flag WHERE entity = ANY (?) AND NOT shadow AND disposition IS NULL
                """)) {
            Object[] names = entities.stream().map(Entity::toString).toArray();
            statement.setArray(1, connection.createArrayOf("text", names));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** All of a case, whatever became of them. */
    static List<Kept> of(Connection connection, UUID caseId) throws SQLException {
        String sql = "SELECT " + COLUMNS + "FROM abuse.flag WHERE case_id = ? ORDER BY id";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, caseId);
            return list(statement);
        }
    }

    /** The signals of each case's flags that weigh most, the heaviest first; of no rule that is tried out. */
    static Map<UUID, List<String>> heaviest(Connection connection, Collection<UUID> cases, int most)
            throws SQLException {
        String sql = """
                SELECT case_id, signal, max(points) AS weight
                FROM abuse.flag
                WHERE case_id = ANY (?) AND NOT shadow
                GROUP BY case_id, signal
                ORDER BY weight DESC, signal
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", cases.toArray()));
            Map<UUID, List<String>> heaviest = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    List<String> signals =
                            heaviest.computeIfAbsent(row.getObject("case_id", UUID.class), any -> new ArrayList<>());
                    if (signals.size() < most) {
                        signals.add(row.getString("signal"));
                    }
                }
            }
            return heaviest;
        }
    }

    /** Whom a flag is about; null if there is none of this id. */
    static @Nullable Entity entity(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT entity FROM abuse.flag WHERE id = ?")) {
            statement.setObject(1, id);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Entity.parse(row.getString(1)) : null;
            }
        }
    }

    /** Whether somebody has found since then that something raised about one of these was abuse. */
    static boolean confirmedSince(Connection connection, Collection<Entity> entities, Instant since)
            throws SQLException {
        String sql = """
                SELECT EXISTS (
                    SELECT FROM abuse.flag WHERE entity = ANY (?) AND disposition = 'CONFIRMED' AND disposed_at >= ?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", entities.stream().map(Entity::toString).toArray()));
            statement.setObject(2, atUtc(since));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** What became of the last so many flags of a signal that somebody decided about. */
    static Map<Disposition, Integer> dispositions(Connection connection, String signal, int fromVersion, int last)
            throws SQLException {
        String sql = """
                SELECT disposition, count(*)
                FROM (
                    SELECT disposition
                    FROM abuse.flag
                    WHERE signal = ? AND rule_version >= ? AND disposition IS NOT NULL
                    ORDER BY disposed_at DESC
                    LIMIT ?) AS latest
                GROUP BY disposition
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, signal);
            statement.setInt(2, fromVersion);
            statement.setInt(3, last);
            Map<Disposition, Integer> counted = new TreeMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    counted.put(Disposition.valueOf(row.getString(1)), row.getInt(2));
                }
            }
            return counted;
        }
    }

    private static List<Kept> list(PreparedStatement statement) throws SQLException {
        List<Kept> flags = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                flags.add(kept(row));
            }
        }
        return flags;
    }

    private static Kept kept(ResultSet row) throws SQLException {
        String disposition = row.getString("disposition");
        return new Kept(
                new Flag(
                        row.getObject("id", UUID.class),
                        row.getString("signal"),
                        row.getInt("rule_version"),
                        row.getBoolean("shadow"),
                        Entity.parse(row.getString("entity")),
                        Family.valueOf(row.getString("family")),
                        row.getDouble("observed"),
                        row.getDouble("threshold"),
                        row.getInt("points"),
                        Duration.ofSeconds(row.getLong("half_life_seconds")),
                        row.getInt("family_cap"),
                        instant(row, "first_seen"),
                        instant(row, "last_seen"),
                        instant(row, "evidence_expires"),
                        counts(row.getString("counts"))),
                row.getObject("case_id", UUID.class),
                disposition == null ? null : Disposition.valueOf(disposition),
                disposition == null ? null : instant(row, "disposed_at"));
    }

    private static java.sql.Array names(Connection connection, Collection<Family> families) throws SQLException {
        return connection.createArrayOf(
                "text", families.stream().map(Enum::name).toArray());
    }

    private static String json(Map<String, Long> counts) {
        try {
            return JSON.writeValueAsString(counts);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers can be written", e);
        }
    }

    private static Map<String, Long> counts(String json) {
        try {
            return JSON.readValue(json, COUNTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written can be read", e);
        }
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
