package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The usage tables, written in the transaction of whoever calls. */
final class UsageStore {
    private UsageStore() {}

    /** How far a journal is stored, and which start of its node said so. */
    record Cursor(int epoch, JournalPosition position) {}

    /** How far this node's journal is stored; null if nothing of it is. */
    static @Nullable Cursor cursor(Connection connection, UUID node) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT epoch, segment, byte_offset, seq
                  FROM metering.ingest_cursor
                 WHERE node_id = ?
                """)) {
            select.setObject(1, node);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                return new Cursor(row.getInt(1), new JournalPosition(row.getLong(2), row.getInt(3), row.getLong(4)));
            }
        }
    }

    /** Moves the cursor, and keeps every other transaction from moving it until this one ends. */
    static void moveCursor(Connection transaction, UUID node, Cursor cursor) throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement("""
                INSERT INTO metering.ingest_cursor (node_id, epoch, segment, byte_offset, seq, moved_at)
                VALUES (?, ?, ?, ?, ?, now())
                ON CONFLICT (node_id) DO UPDATE
                   SET epoch = excluded.epoch,
                       segment = excluded.segment,
                       byte_offset = excluded.byte_offset,
                       seq = excluded.seq,
                       moved_at = excluded.moved_at
                """)) {
            upsert.setObject(1, node);
            upsert.setInt(2, cursor.epoch());
            upsert.setLong(3, cursor.position().segment());
            upsert.setInt(4, cursor.position().offset());
            upsert.setLong(5, cursor.position().seq());
            upsert.executeUpdate();
        }
    }

    /**
     * Stores the calls that are not stored yet, and adds those, and only those, to every rollup. Rollup rows are locked
     * in the order of their keys.
     *
     * @return the ids of the calls that were new
     */
    static Set<UUID> insert(Connection transaction, UUID node, List<Ended> calls) throws SQLException {
        try (PreparedStatement insert = transaction.prepareStatement(INSERT)) {
            Columns columns = new Columns(transaction, insert, calls);
            columns.uuids(call -> call.event().id());
            columns.add("timestamptz", call -> timeOf(call.event().id()));
            columns.uuids(call -> call.event().account());
            columns.uuids(call -> call.event().key());
            columns.add("text", call -> call.event().model());
            columns.add("text", call -> call.event().provider());
            columns.tokens(TokenCounts::input);
            columns.tokens(TokenCounts::cacheRead);
            columns.tokens(TokenCounts::cacheWrite5m);
            columns.tokens(TokenCounts::cacheWrite1h);
            columns.tokens(TokenCounts::output);
            columns.tokens(TokenCounts::reasoning);
            columns.tokens(TokenCounts::audioInput);
            columns.tokens(TokenCounts::audioOutput);
            columns.longs(call -> call.event().latencyMicros());
            columns.longs(call -> call.event().firstByteMicros());
            columns.add("int4", call -> call.event().httpStatus());
            columns.add("int4", call -> call.event().end().code());
            columns.longs(call -> call.event().priceVersion());
            columns.longs(call -> call.event().costNanos());
            columns.add("bool", call -> call.event().estimated());
            columns.array("bytea", digests(calls));
            columns.array("int4", failures());
            columns.value(node);
            return columns.run();
        }
    }

    /** Which of these calls are stored. */
    static Set<UUID> stored(Connection connection, Set<UUID> events) throws SQLException {
        Set<UUID> stored = new HashSet<>();
        if (events.isEmpty()) {
            return stored;
        }
        List<UUID> ids = List.copyOf(events);
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT event_id
                  FROM metering.usage_event
                  JOIN unnest(?::timestamptz[], ?::uuid[]) AS asked (occurred_at, event_id)
                 USING (occurred_at, event_id)
                """)) {
            Object[] times = ids.stream().map(UsageStore::timeOf).toArray();
            select.setArray(1, connection.createArrayOf("timestamptz", times));
            select.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    stored.add(row.getObject(1, UUID.class));
                }
            }
        }
        return stored;
    }

    private static OffsetDateTime timeOf(UUID event) {
        return UuidV7.instant(event).atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Object[] digests(List<Ended> calls) {
        return calls.stream()
                .map(Ended::answer)
                .map(answer -> answer == null ? null : answer.toBytes())
                .toArray(byte[][]::new);
    }

    private static Object[] failures() {
        return Arrays.stream(EndReason.values())
                .filter(EndReason::isFailure)
                .map(EndReason::code)
                .toArray();
    }

    /** A call that has ended, as it is stored. */
    record Ended(CallEvent.Final event, @Nullable AnswerDigest answer) {}

    private static final String INSERT = """
            WITH ended AS (
                SELECT *
                  FROM unnest(
                           ?::uuid[], ?::timestamptz[], ?::uuid[], ?::uuid[], ?::text[], ?::text[],
                           ?::int4[], ?::int4[], ?::int4[], ?::int4[], ?::int4[], ?::int4[], ?::int4[], ?::int4[],
                           ?::int8[], ?::int8[], ?::int4[], ?::int4[], ?::int8[], ?::int8[], ?::bool[], ?::bytea[])
                    AS call (
                           event_id, occurred_at, account_id, key_id, model, provider,
                           input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                           output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
                           latency_micros, first_byte_micros, http_status, end_reason, price_version, cost_nanos,
                           estimated, digest)
            ),
            fresh AS (
                INSERT INTO metering.usage_event (
                    event_id, occurred_at, account_id, key_id, model, provider,
                    input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                    output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, calls,
                    latency_micros, first_byte_micros, http_status, end_reason, price_version, cost_nanos, estimated)
                SELECT event_id, occurred_at, account_id, key_id, model, provider,
                       input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                       output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, 1,
                       latency_micros, first_byte_micros, http_status, end_reason, price_version, cost_nanos, estimated
                  FROM ended
                    ON CONFLICT DO NOTHING
                RETURNING *
            ),
            answers AS (
                INSERT INTO metering.answer (digest, occurred_at, event_id, account_id)
                SELECT ended.digest, fresh.occurred_at, fresh.event_id, fresh.account_id
                  FROM fresh
                  JOIN ended ON ended.event_id = fresh.event_id AND ended.digest IS NOT NULL
                    ON CONFLICT DO NOTHING
            ),
            hourly AS (
                INSERT INTO metering.usage_hourly AS u (
                    account_id, hour, key_id, model, provider, calls, failed_calls,
                    input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                    output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, cost_nanos)
                SELECT account_id, date_bin('1 hour', occurred_at, '2000-01-01T00:00:00Z'), key_id, model, provider,
                       sum(calls), count(*) FILTER (WHERE end_reason = ANY (?::int4[])),
                       sum(input_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
                       sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens),
                       sum(audio_input_tokens), sum(audio_output_tokens), sum(cost_nanos)
                  FROM fresh
                 GROUP BY 1, 2, 3, 4, 5
                 ORDER BY 1, 2, 3, 4, 5
                    ON CONFLICT (account_id, hour, key_id, model, provider) DO UPDATE
                   SET calls = u.calls + excluded.calls,
                       failed_calls = u.failed_calls + excluded.failed_calls,
                       input_tokens = u.input_tokens + excluded.input_tokens,
                       cache_read_tokens = u.cache_read_tokens + excluded.cache_read_tokens,
                       cache_write_5m_tokens = u.cache_write_5m_tokens + excluded.cache_write_5m_tokens,
                       cache_write_1h_tokens = u.cache_write_1h_tokens + excluded.cache_write_1h_tokens,
                       output_tokens = u.output_tokens + excluded.output_tokens,
                       reasoning_tokens = u.reasoning_tokens + excluded.reasoning_tokens,
                       audio_input_tokens = u.audio_input_tokens + excluded.audio_input_tokens,
                       audio_output_tokens = u.audio_output_tokens + excluded.audio_output_tokens,
                       cost_nanos = u.cost_nanos + excluded.cost_nanos
            ),
            spent AS (
                INSERT INTO metering.key_spend AS s (key_id, node_id, span, since, nanos, changed_at)
                SELECT fresh.key_id, ?::uuid, span.name, span.since, sum(fresh.cost_nanos), now()
                  FROM fresh,
                       LATERAL (VALUES
                           ('day', (occurred_at AT TIME ZONE 'UTC')::date),
                           ('month', date_trunc('month', occurred_at AT TIME ZONE 'UTC')::date),
                           ('ever', DATE '1970-01-01')) AS span (name, since)
                 WHERE fresh.cost_nanos > 0
                 GROUP BY fresh.key_id, span.name, span.since
                 ORDER BY fresh.key_id, span.name, span.since
                    ON CONFLICT (key_id, span, since, node_id) DO UPDATE
                   SET nanos = s.nanos + excluded.nanos,
                       changed_at = excluded.changed_at
            )
            SELECT event_id FROM fresh
            """;

    /** Turns calls into one array a column. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<Ended> calls;
        private int index;

        Columns(Connection connection, PreparedStatement statement, List<Ended> calls) {
            this.connection = connection;
            this.statement = statement;
            this.calls = calls;
        }

        void add(String type, Function<Ended, @Nullable Object> value) throws SQLException {
            array(type, calls.stream().map(value).toArray());
        }

        void uuids(Function<Ended, UUID> value) throws SQLException {
            add("uuid", value::apply);
        }

        void longs(ToLongFunction<Ended> value) throws SQLException {
            add("int8", value::applyAsLong);
        }

        void tokens(ToLongFunction<TokenCounts> value) throws SQLException {
            add("int4", call -> (int) value.applyAsLong(call.event().tokens()));
        }

        void array(String type, @Nullable Object[] values) throws SQLException {
            statement.setArray(++index, connection.createArrayOf(type, values));
        }

        void value(Object value) throws SQLException {
            statement.setObject(++index, value);
        }

        Set<UUID> run() throws SQLException {
            Set<UUID> ids = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        }
    }
}
