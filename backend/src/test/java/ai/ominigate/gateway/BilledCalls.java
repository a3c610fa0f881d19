package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What the database of a gateway has of calls, next to what callers remember. */
final class BilledCalls {
    private static final Duration GIVEN_BACK_WITHIN = Duration.ofSeconds(90);

    private final ToDatabase toDatabase;

    private BilledCalls(ToDatabase toDatabase) {
        this.toDatabase = toDatabase;
    }

    /** How to reach a gateway's database. */
    @FunctionalInterface
    interface ToDatabase {
        Connection connect() throws SQLException, IOException;
    }

    static BilledCalls in(ToDatabase database) {
        return new BilledCalls(database);
    }

    /** One call as the books have it. */
    record Row(UUID id, EndReason end, int outputTokens, long costNanos) {}

    /** What is there now. */
    Map<UUID, Row> rows() throws SQLException, IOException {
        try (Connection connection = toDatabase.connect()) {
            return rows(connection);
        }
    }

    /**
     * Waits until all these calls are stored and nothing is held any more, and checks that the ledger agrees with the
     * usage.
     *
     * @param storedWithin how long storing may take
     * @return everything that is there then
     */
    Map<UUID, Row> settled(Set<UUID> calls, Duration storedWithin) throws SQLException, IOException {
        try (Connection connection = toDatabase.connect()) {
            Await.until(
                    "everything is stored",
                    storedWithin,
                    () -> rows(connection).keySet().containsAll(calls));
            Await.value("nothing is held", GIVEN_BACK_WITHIN, () -> number(connection, """
                            SELECT coalesce(sum(held), 0) FROM billing.ledger_balance
                            """), held -> held == 0);
            assertThat(number(connection, """
                    SELECT coalesce(sum(e.amount), 0)
                      FROM billing.ledger_entry AS e
                      JOIN billing.ledger_tx AS tx ON tx.id = e.tx_id
                      JOIN billing.ledger_account AS a ON a.id = e.account_id
                     WHERE tx.kind = 'usage' AND a.code LIKE 'revenue%'
                    """))
                    .as("the ledger and the usage")
                    .isEqualTo(number(connection, """
                    SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event
                    """))
                    .isEqualTo(number(connection, """
                    SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_hourly
                    """))
                    .isEqualTo(number(connection, """
                    SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_six_hourly
                    """))
                    .isEqualTo(number(connection, """
                    SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_quarter_hourly
                    """));
            return rows(connection);
        }
    }

    private static Map<UUID, Row> rows(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                        SELECT event_id, end_reason, output_tokens, cost_nanos
                          FROM metering.usage_event
                        """);
                ResultSet row = select.executeQuery()) {
            Map<UUID, Row> rows = new HashMap<>();
            while (row.next()) {
                UUID id = row.getObject("event_id", UUID.class);
                Row before = rows.put(
                        id,
                        new Row(
                                id,
                                EndReason.ofCode(row.getInt("end_reason")),
                                row.getInt("output_tokens"),
                                row.getLong("cost_nanos")));
                assertThat(before).as("a second row of %s", id).isNull();
            }
            return rows;
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Each call that a caller got whole from {@link MeteredUpstream} is there with its tokens at their price. */
    static void assertBilled(Map<UUID, Integer> whole, Map<UUID, Row> rows) {
        whole.forEach((id, used) -> assertThat(rows.get(id))
                .as("the usage of %s", id)
                .isEqualTo(new Row(id, EndReason.DONE, used, cost(used))));
    }

    private static long cost(int outputTokens) {
        return Money.costNanos(TokenCounts.of(MeteredUpstream.INPUT_TOKENS, outputTokens));
    }
}
