package ai.ominigate.abuse.decision;

import ai.ominigate.abuse.entity.Entity;
import ai.ominigate.model.Page;
import ai.ominigate.model.abuse.AbuseCategory;
import ai.ominigate.model.abuse.BlockScope;
import ai.ominigate.model.abuse.CaseDisposition;
import ai.ominigate.model.abuse.CaseReason;
import ai.ominigate.model.abuse.DecisionAction;
import ai.ominigate.model.abuse.DecisionEnd;
import ai.ominigate.model.abuse.DecisionState;
import ai.ominigate.model.abuse.RequiredStep;
import ai.ominigate.platform.Network;
import ai.ominigate.rest.ListQuery;
import ai.ominigate.rest.PageRequest;
import ai.ominigate.rest.Sort;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decisions as the database has them. */
final class DecisionTable {
    private static final String COLUMNS = """
            id, version, revision, action, entity, scope, step, requests_per_second, nanos_per_hour, category, disposition,
                   reason_code, reason, note, case_id, decided_by, decided_at, approval, approved_by, lasts_millis,
                   begins_at, ends_at, review_at, state,
                   ending, ended_by, ended_at, grace_until
            """;

    private static final String SELECT = "SELECT " + COLUMNS + "FROM abuse.decision\n";

    private DecisionTable() {}

    /** How often a decision was met, by all nodes. */
    record Met(long hits, Instant lastAt) {
        static final Met NEVER = new Met(0, Instant.EPOCH);
    }

    /** Until the transaction ends, nobody decides anything but by it. */
    static void hold(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT latest FROM abuse.revision FOR UPDATE")) {
            statement.executeQuery().close();
        }
    }

    static long revision(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT latest FROM abuse.revision");
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("abuse.revision has lost its row");
            }
            return row.getLong(1);
        }
    }

    /** Those that have changed after this revision; of all time only those in force if it is below 0. */
    static List<Decision> changedSince(Connection connection, long revision) throws SQLException {
        return list(connection, SELECT + "WHERE revision > ? AND (? >= 0 OR state = 'IN_FORCE')", revision, revision);
    }

    static @Nullable Decision find(Connection connection, UUID id) throws SQLException {
        return first(list(connection, SELECT + "WHERE id = ?", id));
    }

    /** The same, which nobody else can change until this transaction ends. */
    static @Nullable Decision lock(Connection transaction, UUID id) throws SQLException {
        return first(list(transaction, SELECT + "WHERE id = ? FOR UPDATE", id));
    }

    private static @Nullable Decision first(List<Decision> found) {
        return found.isEmpty() ? null : found.getFirst();
    }

    /** All that was decided about this, the newest first. */
    static List<Decision> about(Connection connection, Entity entity) throws SQLException {
        return list(connection, SELECT + "WHERE entity = ? ORDER BY id DESC", entity.toString());
    }

    static List<Decision> ofCase(Connection connection, UUID caseId) throws SQLException {
        return list(connection, SELECT + "WHERE case_id = ? ORDER BY id DESC", caseId);
    }

    /** What was decided about networks around this one or inside it, the newest first. */
    static List<Decision> touching(Connection connection, Network network, int limit) throws SQLException {
        return list(
                connection, SELECT + "WHERE network && ?::cidr ORDER BY id DESC LIMIT " + limit, network.toString());
    }

    /** What is allowed now and lies in this network or around it. */
    static List<Decision> allowedTouching(Connection connection, Network network, Instant now) throws SQLException {
        return list(
                connection,
                SELECT + "WHERE network && ?::cidr AND action = 'ALLOW' AND state = 'IN_FORCE' AND ends_at > ?",
                network.toString(),
                atUtc(now));
    }

    /** Whether somebody has ended what was decided about this network or one around it so lately that rules leave it alone. */
    static boolean isAnyAroundInGrace(Connection connection, Network network, Instant now) throws SQLException {
        return exists(
                connection, "network >>= ?::cidr AND grace_until > ? AND action <> 'ALLOW'", network.toString(), now);
    }

    /** The same of a key, an account or whatever else is no network. */
    static boolean isInGrace(Connection connection, String entity, Instant now) throws SQLException {
        return exists(connection, "entity = ? AND grace_until > ? AND action <> 'ALLOW'", entity, now);
    }

    private static boolean exists(Connection connection, String condition, String about, Instant now)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT EXISTS (SELECT FROM abuse.decision WHERE " + condition + ")")) {
            statement.setString(1, about);
            statement.setObject(2, atUtc(now));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Whether there is one in force whose time is over. */
    static boolean anyOverdue(Connection connection, Instant now) throws SQLException {
        String sql = "SELECT EXISTS (SELECT FROM abuse.decision WHERE state = 'IN_FORCE' AND ends_at <= ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(now));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** Those in force whose time is over, held until the transaction ends; what another node holds is left to it. */
    static List<Decision> lockOverdue(Connection transaction, Instant now, int limit) throws SQLException {
        return list(
                transaction,
                SELECT + "WHERE state = 'IN_FORCE' AND ends_at <= ? ORDER BY ends_at LIMIT " + limit
                        + " FOR UPDATE SKIP LOCKED",
                atUtc(now));
    }

    /** Suspensions of keys that are in force. */
    static List<Decision> suspendedKeys(Connection connection) throws SQLException {
        return list(connection, SELECT + "WHERE state = 'IN_FORCE' AND action = 'SUSPEND_KEY' ORDER BY id");
    }

    /** Bans that end before this unless they are renewed, and of which nobody was told yet; held by the transaction. */
    static List<Decision> lockToReview(Connection transaction, Instant before) throws SQLException {
        return list(
                transaction,
                SELECT + "WHERE state = 'IN_FORCE' AND action = 'BAN_ACCOUNT' AND ends_at <= ?"
                        + " AND review_told_at IS NULL ORDER BY id LIMIT 200 FOR UPDATE",
                atUtc(before));
    }

    static void reviewTold(Connection transaction, UUID id, Instant now) throws SQLException {
        update(transaction, "UPDATE abuse.decision SET review_told_at = ? WHERE id = ?", atUtc(now), id);
    }

    /** How many bans in force end before this. */
    static long bansEnding(Connection connection, Instant before) throws SQLException {
        String sql = """
                SELECT count(*)
                  FROM abuse.decision
                 WHERE state = 'IN_FORCE' AND action = 'BAN_ACCOUNT' AND ends_at <= ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(before));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** How many in force end, or are looked at again, before this. */
    static long ending(Connection connection, Instant before) throws SQLException {
        String sql = """
                SELECT count(*)
                  FROM abuse.decision
                 WHERE action <> 'ALLOW' AND state = 'IN_FORCE' AND coalesce(ends_at, review_at) <= ?
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, atUtc(before));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** What was decided in each day by UTC since this one, as far as anything was. */
    static Map<LocalDate, Decisions.OfDay> byDay(Connection connection, LocalDate first) throws SQLException {
        String sql = """
                SELECT (decided_at AT TIME ZONE 'UTC')::date AS day,
                       count(*) FILTER (WHERE decided_by IS NULL),
                       count(*) FILTER (WHERE decided_by IS NOT NULL)
                  FROM abuse.decision
                 WHERE action <> 'ALLOW' AND decided_at >= ?
                 GROUP BY day
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, first.atStartOfDay().atOffset(ZoneOffset.UTC));
            Map<LocalDate, Decisions.OfDay> days = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    days.put(row.getObject(1, LocalDate.class), new Decisions.OfDay(row.getLong(2), row.getLong(3)));
                }
            }
            return days;
        }
    }

    /**
     * What is looked for in a list; null for whatever.
     *
     * @param automatic only those that a rule decided, or only the others
     * @param sampledFor only one in twenty, chosen by their ids, of what people decided, and not this one
     */
    record Wanted(
            @Nullable DecisionState state,
            @Nullable DecisionAction action,
            @Nullable String entity,
            @Nullable UUID caseId,
            @Nullable Instant endsBefore,
            @Nullable Boolean automatic,
            @Nullable UUID sampledFor) {}

    /** What was decided from then until then, the newest first. */
    static List<Decision> decidedBetween(Connection connection, Instant from, Instant until, int most)
            throws SQLException {
        return list(
                connection,
                SELECT + "WHERE decided_at >= ? AND decided_at < ? ORDER BY decided_at DESC, id DESC LIMIT " + most,
                atUtc(from),
                atUtc(until));
    }

    /** Those of the allow-list, or all others. */
    static Page<Decision> list(
            Connection connection,
            PageRequest page,
            Sort<DecisionSort> sort,
            Wanted wanted,
            boolean allowList,
            Instant now)
            throws SQLException {
        ListQuery query = ListQuery.of(COLUMNS, "abuse.decision")
                .where("(action = 'ALLOW') = ?", allowList)
                .where("action = ?", wanted.action())
                .where("entity = ?", wanted.entity())
                .where("case_id = ?", wanted.caseId())
                .where("state = 'IN_FORCE' AND coalesce(ends_at, review_at) <= ?", wanted.endsBefore())
                // What an id ends with is random.
                .where(
                        "decided_by <> ? AND approved_by IS DISTINCT FROM ?"
                                + " AND ('x' || right(id::text, 8))::bit(32)::int % 20 = 0",
                        wanted.sampledFor(), wanted.sampledFor());
        if (wanted.automatic() != null) {
            query.where(wanted.automatic() ? "decided_by IS NULL" : "decided_by IS NOT NULL");
        }
        if (wanted.state() != null) {
            // Nobody may have written down yet that its time is over.
            switch (wanted.state()) {
                case PROPOSED -> query.where("state = 'PROPOSED'");
                case IN_FORCE -> query.where("state = 'IN_FORCE' AND (ends_at > ? OR action = 'SUSPEND_KEY')", now);
                case ENDED ->
                    query.where(
                            "state = 'ENDED' OR (state = 'IN_FORCE' AND ends_at <= ? AND action <> 'SUSPEND_KEY')",
                            now);
            }
        }
        return query.sortedBy(sort.by().expression(), "timestamptz")
                .sortedBy("id", "uuid")
                .read(connection, page, sort.descending(), DecisionTable::decision);
    }

    /** How many blocks of this, each a person's and none of them undone, ended within a time. */
    static int blocksSince(Connection connection, Entity entity, Instant since) throws SQLException {
        String sql = """
                SELECT count(*)
                  FROM abuse.decision
                 WHERE entity = ?
                   AND action = 'BLOCK_NETWORK'
                   AND decided_by IS NOT NULL
                   AND begins_at IS NOT NULL
                   AND coalesce(ended_at, ends_at) >= ?
                   AND ending IS DISTINCT FROM 'OVERTURNED'
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, entity.toString());
            statement.setObject(2, atUtc(since));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    static void insert(Connection transaction, Decision decision) throws SQLException {
        String sql = """
                INSERT INTO abuse.decision (
                    id, action, entity, network, scope, requests_per_second, nanos_per_hour, reason, note, case_id,
                    decided_by, decided_at, lasts_millis, begins_at, ends_at, review_at, state, ending, ended_at, category,
                    disposition, reason_code, step)
                VALUES (?, ?, ?, ?::cidr, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """;
        Throttle throttle = decision.throttle();
        Dismissal dismissal = decision.dismissal();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, decision.id());
            statement.setString(2, decision.action().name());
            statement.setString(3, decision.entity().toString());
            statement.setString(
                    4,
                    decision.entity() instanceof Entity.Net net ? net.network().toString() : null);
            statement.setString(
                    5, decision.scope() == null ? null : decision.scope().name());
            statement.setObject(6, throttle == null ? null : throttle.requestsPerSecond(), Types.DOUBLE);
            statement.setObject(7, throttle == null ? null : throttle.nanosPerHour(), Types.BIGINT);
            statement.setString(8, decision.reason());
            statement.setString(9, decision.note());
            statement.setObject(10, decision.caseId());
            statement.setObject(11, decision.decidedBy());
            statement.setObject(12, atUtc(decision.decidedAt()));
            statement.setObject(
                    13, decision.lasts() == null ? null : decision.lasts().toMillis(), Types.BIGINT);
            statement.setObject(14, orNull(decision.beginsAt()));
            statement.setObject(15, orNull(decision.endsAt()));
            statement.setObject(16, orNull(decision.reviewAt()));
            statement.setString(17, decision.state().name());
            statement.setString(
                    18, decision.ending() == null ? null : decision.ending().name());
            statement.setObject(19, orNull(decision.endedAt()));
            statement.setString(
                    20, decision.category() == null ? null : decision.category().name());
            statement.setString(
                    21, dismissal == null ? null : dismissal.disposition().name());
            statement.setString(
                    22, dismissal == null ? null : dismissal.reason().name());
            statement.setString(
                    23, decision.step() == null ? null : decision.step().name());
            statement.executeUpdate();
        }
    }

    /** It waits for a second person by this proposal. */
    static void await(Connection transaction, UUID id, UUID approval) throws SQLException {
        update(transaction, "UPDATE abuse.decision SET approval = ? WHERE id = ?", approval, id);
    }

    /** A second person has agreed: it counts from now on. */
    static void begin(
            Connection transaction,
            UUID id,
            UUID approvedBy,
            Instant now,
            @Nullable Instant endsAt,
            @Nullable Instant reviewAt)
            throws SQLException {
        update(transaction, """
                UPDATE abuse.decision
                   SET state = 'IN_FORCE', approved_by = ?, begins_at = ?, ends_at = ?, review_at = ?
                 WHERE id = ?
                """, approvedBy, atUtc(now), orNull(endsAt), orNull(reviewAt), id);
    }

    static void end(
            Connection transaction,
            UUID id,
            DecisionEnd ending,
            @Nullable UUID endedBy,
            Instant now,
            @Nullable Instant graceUntil)
            throws SQLException {
        update(transaction, """
                UPDATE abuse.decision
                   SET state = 'ENDED', ending = ?, ended_by = ?, ended_at = ?, grace_until = ?
                 WHERE id = ?
                """, ending.name(), endedBy, atUtc(now), orNull(graceUntil), id);
    }

    private static void update(Connection transaction, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            set(statement, values);
            statement.executeUpdate();
        }
    }

    /**
     * Forgets which address decisions were about that ended before this: of a network of few people the /24 or the /48
     * stays that it lies in.
     *
     * @return how many there were
     */
    static int reduce(Connection transaction, Instant endedBefore) throws SQLException {
        String sql = """
                WITH narrow AS (
                    SELECT id, network(set_masklen(network::inet, CASE family(network) WHEN 4 THEN 24 ELSE 48 END)) AS wide
                      FROM abuse.decision
                     WHERE state = 'ENDED'
                       AND ended_at < ?
                       AND masklen(network) > CASE family(network) WHEN 4 THEN 24 ELSE 48 END
                )
                UPDATE abuse.decision AS d
                   SET network = narrow.wide, entity = 'network:' || narrow.wide::text
                  FROM narrow
                 WHERE d.id = narrow.id
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, atUtc(endedBefore));
            return statement.executeUpdate();
        }
    }

    /** This node acts on all changes up to this one. */
    static void enforced(Connection connection, UUID node, long revision, Instant now) throws SQLException {
        update(connection, """
                INSERT INTO abuse.enforcing_node (node_id, revision, at)
                VALUES (?, ?, ?)
                ON CONFLICT (node_id) DO UPDATE SET revision = excluded.revision, at = excluded.at
                """, node, revision, atUtc(now));
    }

    /** The last change that each node acts on. */
    static Map<UUID, Long> enforcing(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT node_id, revision FROM abuse.enforcing_node");
                ResultSet row = statement.executeQuery()) {
            Map<UUID, Long> nodes = new HashMap<>();
            while (row.next()) {
                nodes.put(row.getObject(1, UUID.class), row.getLong(2));
            }
            return nodes;
        }
    }

    static void addHits(Connection connection, UUID decision, long hits, Instant lastAt) throws SQLException {
        update(connection, """
                INSERT INTO abuse.decision_hits AS h (decision, hits, last_at)
                VALUES (?, ?, ?)
                ON CONFLICT (decision) DO UPDATE
                   SET hits = h.hits + excluded.hits, last_at = greatest(h.last_at, excluded.last_at)
                """, decision, hits, atUtc(lastAt));
    }

    static Map<UUID, Met> met(Connection connection, Collection<UUID> decisions) throws SQLException {
        String sql = """
                SELECT decision, hits, last_at
                  FROM abuse.decision_hits
                 WHERE decision = ANY (?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("uuid", decisions.toArray()));
            Map<UUID, Met> met = new HashMap<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    met.put(
                            row.getObject(1, UUID.class),
                            new Met(
                                    row.getLong(2),
                                    row.getObject(3, OffsetDateTime.class).toInstant()));
                }
            }
            return met;
        }
    }

    private static List<Decision> list(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            List<Decision> found = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(decision(row));
                }
            }
            return found;
        }
    }

    private static void set(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
    }

    private static Decision decision(ResultSet row) throws SQLException {
        Double requests = row.getObject("requests_per_second", Double.class);
        Long nanos = row.getObject("nanos_per_hour", Long.class);
        String scope = row.getString("scope");
        String step = row.getString("step");
        String ending = row.getString("ending");
        String category = row.getString("category");
        Long lasts = row.getObject("lasts_millis", Long.class);
        return new Decision(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                row.getLong("revision"),
                DecisionAction.valueOf(row.getString("action")),
                Entity.parse(row.getString("entity")),
                scope == null ? null : BlockScope.valueOf(scope),
                step == null ? null : RequiredStep.valueOf(step),
                requests == null && nanos == null ? null : new Throttle(requests, nanos),
                category == null ? null : AbuseCategory.valueOf(category),
                dismissal(row),
                row.getString("reason"),
                row.getString("note"),
                row.getObject("case_id", UUID.class),
                row.getObject("decided_by", UUID.class),
                row.getObject("decided_at", OffsetDateTime.class).toInstant(),
                row.getObject("approval", UUID.class),
                row.getObject("approved_by", UUID.class),
                lasts == null ? null : Duration.ofMillis(lasts),
                instant(row, "begins_at"),
                instant(row, "ends_at"),
                instant(row, "review_at"),
                DecisionState.valueOf(row.getString("state")),
                ending == null ? null : DecisionEnd.valueOf(ending),
                row.getObject("ended_by", UUID.class),
                instant(row, "ended_at"),
                instant(row, "grace_until"));
    }

    private static @Nullable Dismissal dismissal(ResultSet row) throws SQLException {
        String disposition = row.getString("disposition");
        return disposition == null
                ? null
                : new Dismissal(CaseDisposition.valueOf(disposition), CaseReason.valueOf(row.getString("reason_code")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime atUtc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable OffsetDateTime orNull(@Nullable Instant instant) {
        return instant == null ? null : atUtc(instant);
    }
}
