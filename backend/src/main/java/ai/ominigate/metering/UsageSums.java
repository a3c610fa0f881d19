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

/**
 * What a batch of calls adds to the rollups: a row for each quarter of an hour of each key, model and provider that it has,
 * of which PostgreSQL makes hours and six hours.
 */
final class UsageSums {
    private static final long MILLIS_PER_QUARTER = TimeUnit.MINUTES.toMillis(15);

    private final Map<Quarter, Sum> quarters = new HashMap<>();

    private UsageSums() {}

    /** @param quarter in quarters of an hour since 1970 */
    private record Quarter(UUID account, long quarter, UUID key, String model, String provider) {}

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
            long quarter = Math.floorDiv(UuidV7.epochMillis(end.id()), MILLIS_PER_QUARTER);
            sums.quarters
                    .computeIfAbsent(
                            new Quarter(end.account(), quarter, end.key(), end.model(), end.provider()), _ -> new Sum())
                    .add(end);
        }
        return sums;
    }

    /** Adds the sums to the rollups, whose rows are locked in the order of their keys. */
    void add(Connection transaction, UUID node) throws SQLException {
        if (quarters.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = transaction.prepareStatement(ADD)) {
            Columns columns = new Columns(transaction, insert, List.copyOf(quarters.entrySet()));
            columns.add("uuid", Quarter::account);
            columns.add("timestamptz", UsageSums::startOf);
            columns.add("uuid", Quarter::key);
            columns.add("text", Quarter::model);
            columns.add("text", Quarter::provider);
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

    private static Object startOf(Quarter quarter) {
        return Instant.ofEpochMilli(quarter.quarter() * MILLIS_PER_QUARTER).atOffset(ZoneOffset.UTC);
    }

    private static final String SUMMED = """
            sum(calls), sum(failed_calls), sum(input_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
            sum(cache_write_1h_tokens), sum(output_tokens), sum(reasoning_tokens), sum(audio_input_tokens),
            sum(audio_output_tokens), sum(cost_nanos)
            """;

    private static final String TO_WHAT_IS_THERE = """
            DO UPDATE
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
            """;

    private static final String ADD = """
            WITH added AS (
                SELECT *, date_bin('1 hour', since, '1970-01-01T00:00:00Z') AS hour
                  FROM unnest(
                           ?::uuid[], ?::timestamptz[], ?::uuid[], ?::text[], ?::text[], ?::int8[], ?::int8[],
                           ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[], ?::int8[],
                           ?::int8[])
                    AS sum (
                           account_id, since, key_id, model, provider, calls, failed_calls,
                           input_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
                           output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens, cost_nanos)
            ),
            six_hourly AS (
                INSERT INTO metering.usage_six_hourly AS u
                SELECT account_id, date_bin('6 hours', since, '1970-01-01T00:00:00Z') + INTERVAL '6 hours', key_id, model,
                       %1$s
                  FROM added
                 GROUP BY 1, 2, 3, 4
                 ORDER BY 1, 2, 3, 4
                    ON CONFLICT (account_id, until, key_id, model) %2$s
            ),
            hourly AS (
                INSERT INTO metering.usage_hourly AS u
                SELECT account_id, hour, key_id, model, provider,
                       %1$s
                  FROM added
                 GROUP BY 1, 2, 3, 4, 5
                 ORDER BY 1, 2, 3, 4, 5
                    ON CONFLICT (account_id, hour, key_id, model, provider) %2$s
            ),
            quarter_hourly AS (
                INSERT INTO metering.usage_quarter_hourly AS u
                SELECT account_id, hour, extract(epoch FROM since - hour) / 900, key_id, model,
                       %1$s
                  FROM added
                 GROUP BY 1, 2, 3, 4, 5
                 ORDER BY 1, 2, 3, 4, 5
                    ON CONFLICT (account_id, hour, quarter, key_id, model) %2$s
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
            """.formatted(SUMMED, TO_WHAT_IS_THERE);

    /** Turns sums into one array a column. */
    private static final class Columns {
        private final Connection connection;
        private final PreparedStatement statement;
        private final List<Map.Entry<Quarter, Sum>> rows;
        private int index;

        Columns(Connection connection, PreparedStatement statement, List<Map.Entry<Quarter, Sum>> rows) {
            this.connection = connection;
            this.statement = statement;
            this.rows = rows;
        }

        void add(String type, Function<Quarter, Object> value) throws SQLException {
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
