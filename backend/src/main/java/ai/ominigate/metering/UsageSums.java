package ai.ominigate.metering;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.UsageStore.Ended;
import ai.ominigate.platform.UuidV7;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** What a batch of calls adds to the rollups: a row for each hour of each key, model and provider that it has. */
final class UsageSums {
    private static final long MILLIS_PER_HOUR = TimeUnit.HOURS.toMillis(1);

    private final Map<Hour, Sum> hours = new HashMap<>();

    private UsageSums() {}

    /** @param hour in hours since 1970 */
    private record Hour(UUID account, long hour, UUID key, String model, String provider) {}

    private static final class Sum {
        long calls;
        long failed;
        long input;
        long cacheRead;
        long cacheWrite5m;
        long cacheWrite1h;
        long output;
        long reasoning;
        long audioInput;
        long audioOutput;
        long costNanos;

        void add(CallEvent.Final end) {
            TokenCounts tokens = end.tokens();
            calls++;
            failed += end.end().isFailure() ? 1 : 0;
            input += tokens.input();
            cacheRead += tokens.cacheRead();
            cacheWrite5m += tokens.cacheWrite5m();
            cacheWrite1h += tokens.cacheWrite1h();
            output += tokens.output();
            reasoning += tokens.reasoning();
            audioInput += tokens.audioInput();
            audioOutput += tokens.audioOutput();
            costNanos = Math.addExact(costNanos, end.costNanos());
        }
    }

    static UsageSums of(List<Ended> calls) {
        UsageSums sums = new UsageSums();
        for (Ended call : calls) {
            CallEvent.Final end = call.event();
            long hour = Math.floorDiv(UuidV7.epochMillis(end.id()), MILLIS_PER_HOUR);
            sums.hours
                    .computeIfAbsent(
                            new Hour(end.account(), hour, end.key(), end.model(), end.provider()), _ -> new Sum())
                    .add(end);
        }
        return sums;
    }

    /** Adds the sums to the rollups, whose rows are locked in the order of their keys. */
    void add(Connection transaction, UUID node) throws SQLException {
        if (hours.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = transaction.prepareStatement(ADD)) {
            Columns columns = new Columns(transaction, insert, List.copyOf(hours.entrySet()));
            columns.add("uuid", Hour::account);
            columns.add("timestamptz", UsageSums::startOf);
            columns.add("uuid", Hour::key);
            columns.add("text", Hour::model);
            columns.add("text", Hour::provider);
            columns.longs(sum -> sum.calls);
            columns.longs(sum -> sum.failed);
            columns.longs(sum -> sum.input);
            columns.longs(sum -> sum.cacheRead);
            columns.longs(sum -> sum.cacheWrite5m);
            columns.longs(sum -> sum.cacheWrite1h);
            columns.longs(sum -> sum.output);
            columns.longs(sum -> sum.reasoning);
            columns.longs(sum -> sum.audioInput);
            columns.longs(sum -> sum.audioOutput);
            columns.longs(sum -> sum.costNanos);
            columns.value(node);
            insert.executeUpdate();
        }
    }

    private static Object startOf(Hour hour) {
        return Instant.ofEpochMilli(hour.hour() * MILLIS_PER_HOUR).atOffset(ZoneOffset.UTC);
    }

    private static final String ADD = """
            WITH added AS (
                SELECT *
                  FROM unnest(
                           ?::uuid[], ?::timestamptz[], ?::uuid[], ?::text[], ?::text[], ?::int8[], ?::int8[],
                           ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[],
                           ?::int8[])
                    AS sum (
                           account_id, hour, key_id, model, provider, calls, failed_calls,
                           input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                           output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, cost_nanos)
            ),
            hourly AS (
                INSERT INTO metering.usage_hourly AS u (
                    account_id, hour, key_id, model, provider, calls, failed_calls,
                    input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                    output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, cost_nanos)
                SELECT *
                  FROM added
                 ORDER BY account_id, hour, key_id, model, provider
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
            )
            INSERT INTO metering.key_spend AS s (key_id, node_id, span, since, nanos, changed_at)
            SELECT added.key_id, ?::uuid, span.name, span.since, sum(added.cost_nanos), now()
              FROM added,
                   LATERAL (VALUES
                       ('day', (hour AT TIME ZONE 'UTC')::date),
                       ('month', date_trunc('month', hour AT TIME ZONE 'UTC')::date),
                       ('ever', DATE '1970-01-01')) AS span (name, since)
             WHERE added.cost_nanos > 0
             GROUP BY added.key_id, span.name, span.since
             ORDER BY added.key_id, span.name, span.since
                ON CONFLICT (key_id, span, since, node_id) DO UPDATE
               SET nanos = s.nanos + excluded.nanos,
                   changed_at = excluded.changed_at
            """;

    /** Turns sums into one array a column. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<Map.Entry<Hour, Sum>> rows;
        private int index;

        Columns(Connection connection, PreparedStatement statement, List<Map.Entry<Hour, Sum>> rows) {
            this.connection = connection;
            this.statement = statement;
            this.rows = rows;
        }

        void add(String type, Function<Hour, Object> value) throws SQLException {
            array(type, rows.stream().map(Map.Entry::getKey).map(value).toArray());
        }

        void longs(ToLongFunction<Sum> value) throws SQLException {
            array(
                    "int8",
                    rows.stream().map(row -> value.applyAsLong(row.getValue())).toArray());
        }

        void value(Object value) throws SQLException {
            statement.setObject(++index, value);
        }

        private void array(String type, Object[] values) throws SQLException {
            statement.setArray(++index, connection.createArrayOf(type, values));
        }
    }
}
