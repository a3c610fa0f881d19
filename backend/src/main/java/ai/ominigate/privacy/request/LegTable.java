package ai.ominigate.privacy.request;

import ai.ominigate.model.privacy.LegStage;
import ai.ominigate.model.privacy.LegState;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code privacy.leg}. Blocks. */
final class LegTable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String COLUMNS = """
            l.request, l.name, l.position, l.stage, l.own, l.state, l.attempts, l.began_at, l.settled_at, l.next_try_at,
            l.receipt, l.until, l.reason, l.disclosed_at
            """;

    private LegTable() {}

    /**
     * A piece of what has to be done, as the database has it.
     *
     * @param attempts how often it was tried; whoever settles it names the try, so that one who was taken for dead does not
     * @param nextTryAt null if it is not tried any more
     * @param receipt null unless it succeeded
     */
    record Leg(
            UUID request,
            String name,
            int position,
            LegStage stage,
            boolean own,
            LegState state,
            int attempts,
            @Nullable Instant beganAt,
            @Nullable Instant settledAt,
            @Nullable Instant nextTryAt,
            @Nullable Map<String, Object> receipt,
            @Nullable Instant until,
            @Nullable String reason,
            @Nullable Instant disclosedAt) {

        /** Whether those after it can begin. */
        boolean isSettled() {
            return state != LegState.PENDING && state != LegState.FAILED;
        }
    }

    static void insert(Connection transaction, UUID request, List<PlannedLeg> legs, Instant from) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement("""
                INSERT INTO privacy.leg (request, name, position, stage, own, next_try_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """)) {
            for (int i = 0; i < legs.size(); i++) {
                PlannedLeg leg = legs.get(i);
                insert.setObject(1, request);
                insert.setString(2, leg.name());
                insert.setInt(3, i + 1);
                insert.setString(4, leg.stage().name());
                insert.setBoolean(5, leg.own());
                insert.setObject(6, utc(from));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * The next leg that is due, for one worker alone. Those before it in its request are settled.
     *
     * @param lease from now on nobody else takes it for so long
     * @return null if none is due
     */
    static @Nullable Leg take(Connection transaction, Instant now, Duration lease) throws SQLException {
        try (PreparedStatement take = transaction.prepareStatement("""
                UPDATE privacy.leg l
                SET next_try_at = ?, attempts = attempts + 1, began_at = coalesce(began_at, ?)
                WHERE (l.request, l.name) = (
                    SELECT d.request, d.name
                    FROM privacy.leg d JOIN privacy.request r ON r.id = d.request
                    WHERE d.next_try_at <= ?
                      AND (r.state IN ('EXECUTING', 'PARTIALLY_FAILED', 'READY_FOR_DELIVERY', 'DELIVERED')
                           OR r.state = 'COMPLETED' AND d.state = 'DEFERRED')
                      AND NOT EXISTS (
                          SELECT FROM privacy.leg e
                          WHERE e.request = d.request AND e.position < d.position AND e.state IN ('PENDING', 'FAILED'))
                    ORDER BY d.next_try_at, d.request, d.position
                    LIMIT 1
                    FOR UPDATE OF d SKIP LOCKED)
                RETURNING
                """ + COLUMNS)) {
            take.setObject(1, utc(now.plus(lease)));
            take.setObject(2, utc(now));
            take.setObject(3, utc(now));
            List<Leg> taken = list(take);
            return taken.isEmpty() ? null : taken.getFirst();
        }
    }

    /** Whoever does it is still at it. Whether it is still theirs. */
    static boolean renew(Connection transaction, Leg leg, Instant until) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE privacy.leg SET next_try_at = ?
                WHERE request = ? AND name = ? AND attempts = ? AND next_try_at IS NOT NULL
                """)) {
            update.setObject(1, utc(until));
            update.setObject(2, leg.request());
            update.setString(3, leg.name());
            update.setInt(4, leg.attempts());
            return update.executeUpdate() == 1;
        }
    }

    /** Writes what came of this try. Whether it was still theirs to say. */
    static boolean settle(
            Connection transaction,
            Leg leg,
            LegState state,
            @Nullable Map<String, Object> receipt,
            @Nullable String reason,
            @Nullable Instant until,
            @Nullable Instant nextTryAt,
            Instant now)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE privacy.leg
                SET state = ?, receipt = ?::jsonb, reason = ?, until = ?, next_try_at = ?, settled_at = ?
                WHERE request = ? AND name = ? AND attempts = ? AND next_try_at IS NOT NULL
                """)) {
            update.setString(1, state.name());
            update.setString(2, receipt == null ? null : write(receipt));
            update.setString(3, reason);
            update.setObject(4, until == null ? null : utc(until), Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(5, nextTryAt == null ? null : utc(nextTryAt), Types.TIMESTAMP_WITH_TIMEZONE);
            boolean settled = state != LegState.PENDING && state != LegState.FAILED;
            update.setObject(6, settled ? utc(now) : null, Types.TIMESTAMP_WITH_TIMEZONE);
            update.setObject(7, leg.request());
            update.setString(8, leg.name());
            update.setInt(9, leg.attempts());
            return update.executeUpdate() == 1;
        }
    }

    /** The person was told of what is put off. */
    static void disclose(Connection transaction, UUID request, Instant now) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE privacy.leg SET disclosed_at = ?
                WHERE request = ? AND state = 'DEFERRED' AND disclosed_at IS NULL
                """)) {
            update.setObject(1, utc(now));
            update.setObject(2, request);
            update.executeUpdate();
        }
    }

    /** Has a leg that is not settled tried at once. */
    static void retryNow(Connection transaction, UUID request, String name, Instant now) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                WITH due AS (
                    UPDATE privacy.leg SET next_try_at = ?
                    WHERE request = ? AND name = ? AND state IN ('FAILED', 'PENDING', 'DEFERRED'))
                SELECT pg_notify('privacy_legs', '')
                """)) {
            update.setObject(1, utc(now));
            update.setObject(2, request);
            update.setString(3, name);
            update.execute();
        }
    }

    static List<Leg> of(Connection connection, UUID request) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT " + COLUMNS + "FROM privacy.leg l WHERE l.request = ? ORDER BY l.position")) {
            query.setObject(1, request);
            return list(query);
        }
    }

    private static List<Leg> list(PreparedStatement query) throws SQLException {
        List<Leg> legs = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                String receipt = row.getString("receipt");
                legs.add(new Leg(
                        row.getObject("request", UUID.class),
                        row.getString("name"),
                        row.getInt("position"),
                        LegStage.valueOf(row.getString("stage")),
                        row.getBoolean("own"),
                        LegState.valueOf(row.getString("state")),
                        row.getInt("attempts"),
                        instant(row, "began_at"),
                        instant(row, "settled_at"),
                        instant(row, "next_try_at"),
                        receipt == null ? null : read(receipt),
                        instant(row, "until"),
                        row.getString("reason"),
                        instant(row, "disclosed_at")));
            }
        }
        return legs;
    }

    private static String write(Map<String, Object> receipt) {
        try {
            return JSON.writeValueAsString(receipt);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a receipt is made of texts, numbers, lists and maps", e);
        }
    }

    private static Map<String, Object> read(String receipt) {
        try {
            return JSON.readValue(receipt, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("jsonb is JSON", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static OffsetDateTime utc(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC);
    }
}
