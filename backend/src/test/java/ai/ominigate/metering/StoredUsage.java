package ai.ominigate.metering;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.billing.Charge;
import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What the usage tables hold, and whether it agrees with itself. */
final class StoredUsage {
    private final DataSource database;

    StoredUsage(TestDatabase database) {
        this.database = unpooled(database);
    }

    /** A connection of its own each time: a pool may give out one that a test has just had killed. */
    static DataSource unpooled(TestDatabase database) {
        PGSimpleDataSource unpooled = new PGSimpleDataSource();
        unpooled.setURL(database.jdbcUrl());
        unpooled.setUser(database.user());
        unpooled.setPassword(database.password());
        return unpooled;
    }

    long count(String table) throws SQLException {
        return number("SELECT count(*) FROM " + table);
    }

    long number(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<UUID> eventIds() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT event_id FROM metering.usage_event")) {
            List<UUID> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getObject(1, UUID.class));
            }
            return ids;
        }
    }

    /** Every one of these calls is stored once and nothing else is; rollups, spending and charges are their sums. */
    void assertHoldsExactly(Collection<CallEvent.Final> calls, RecordingSettlement settlement) throws SQLException {
        assertThat(eventIds())
                .containsExactlyInAnyOrderElementsOf(
                        calls.stream().map(CallEvent::id).toList());
        assertThat(number("SELECT sum(cost_nanos) FROM metering.usage_event"))
                .isEqualTo(calls.stream().mapToLong(CallEvent.Final::costNanos).sum());
        assertRollupsAgree();
        assertThat(settlement.charges()).isEqualTo(chargesOf(calls));
    }

    void assertRollupsAgree() throws SQLException {
        assertAgrees("usage_hourly", """
                date_bin('1 hour', occurred_at, '2000-01-01T00:00:00Z') AS hour, key_id, model, provider
                """, 5);
        assertAgrees("usage_six_hourly", """
                date_bin('6 hours', occurred_at, '2000-01-01T00:00:00Z') + INTERVAL '6 hours' AS until, key_id, model
                """, 4);
        assertAgrees("usage_quarter_hourly", """
                date_bin('1 hour', occurred_at, '2000-01-01T00:00:00Z') AS hour,
                floor(extract(minute FROM occurred_at AT TIME ZONE 'UTC') / 15)::int2 AS quarter, key_id, model
                """, 5);
        assertThat(number("""
                SELECT count(*)
                  FROM (SELECT key_id, sum(cost_nanos) AS spent
                          FROM metering.usage_event GROUP BY 1 HAVING sum(cost_nanos) > 0) AS summed
                  FULL JOIN (SELECT key_id, sum(nanos) AS spent
                               FROM metering.key_spend WHERE span = 'ever' GROUP BY 1) AS kept USING (key_id, spent)
                 WHERE summed.key_id IS NULL OR kept.key_id IS NULL
                """)).as("keys whose spending differs from the sum").isZero();
    }

    /** @param by what a row of the rollup is of, but for the account: so many columns with it */
    private void assertAgrees(String rollup, String by, int columns) throws SQLException {
        String groups =
                IntStream.rangeClosed(1, columns).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        assertThat(number("""
                SELECT count(*)
                  FROM (SELECT account_id, %s, sum(calls)::int8 AS calls,
                               count(*) FILTER (WHERE end_reason NOT IN (1, 2, 6, 9)) AS failed_calls,
                               sum(input_tokens) AS input_tokens, sum(cache_read_tokens) AS cache_read_tokens,
                               sum(cache_write_5m_tokens) AS cache_write_5m_tokens,
                               sum(cache_write_1h_tokens) AS cache_write_1h_tokens,
                               sum(output_tokens) AS output_tokens, sum(reasoning_tokens) AS reasoning_tokens,
                               sum(audio_input_tokens) AS audio_input_tokens,
                               sum(audio_output_tokens) AS audio_output_tokens, sum(cost_nanos)::int8 AS cost_nanos
                          FROM metering.usage_event
                         GROUP BY %s) AS summed
                  NATURAL FULL JOIN metering.%s AS u
                 WHERE summed.account_id IS NULL OR u.account_id IS NULL
                """.formatted(by, groups, rollup)))
                .as("rows in which %s differs from the sum", rollup)
                .isZero();
    }

    private static List<Charge> chargesOf(Collection<CallEvent.Final> calls) {
        Map<String, Charge> sums = new TreeMap<>();
        for (CallEvent.Final call : calls) {
            if (call.costNanos() > 0) {
                sums.merge(
                        call.account() + "/" + call.lease(),
                        new Charge(call.account(), call.lease(), call.costNanos()),
                        (one, other) -> new Charge(one.account(), one.lease(), one.nanos() + other.nanos()));
            }
        }
        return List.copyOf(sums.values());
    }
}
