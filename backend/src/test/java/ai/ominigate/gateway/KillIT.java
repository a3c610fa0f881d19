package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that dies while callers call. */
class KillIT {
    private static final int KILLS = 3;

    private final UpstreamDouble upstream = UpstreamDouble.start();
    private final AtomicInteger tokens = new AtomicInteger();

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // made before each test
    private RealProcess gateway;

    @BeforeEach
    void start() throws IOException {
        upstream.lane("mock").always(this::answer);
        gateway = RealProcess.in(folder).withYaml(yaml()).start();
    }

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    /** Answers each call with another number of tokens, so that no bill can be mistaken for another. */
    private Script answer(UpstreamDouble.Received request) {
        int used = 1 + tokens.incrementAndGet() % 180;
        String usage = OpenAiAnswers.usage(10, used);
        return request.body().contains("\"stream\":true")
                ? Script.events(OpenAiAnswers.stream(usage, "some ", "words ", "more"))
                : Script.json(200, OpenAiAnswers.text("some words more", usage));
    }

    @Test
    void whatCallersGotWholeIsBilledOnceHoweverOftenTheGatewayDies() throws Exception {
        Load load = Load.on(gateway.url(), gateway.apiKey(), "mock-model");
        for (int i = 0; i < KILLS; i++) {
            int before = load.whole().size();
            Await.until("calls are answered", () -> load.whole().size() > before + 50);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.SECONDS.toNanos(2)));
            gateway.kill();
            gateway.start();
        }
        int before = load.whole().size();
        Await.until("calls are answered", () -> load.whole().size() > before + 50);
        load.close();

        Map<UUID, Row> rows = settled(load);

        load.whole()
                .forEach((id, used) -> assertThat(rows.get(id))
                        .as("the usage of %s", id)
                        .isEqualTo(new Row(id, EndReason.DONE, used, Money.costNanos(TokenCounts.of(10, used)))));
        List<Row> others = rows.values().stream()
                .filter(row -> !load.whole().containsKey(row.id()))
                .toList();
        assertThat(others)
                .as("rows of calls that callers began and did not get whole")
                .hasSizeLessThanOrEqualTo(load.cutShort())
                .allSatisfy(row -> {
                    if (row.end() == EndReason.GATEWAY_CRASHED) {
                        assertThat(row.costNanos()).isZero();
                    }
                });
        assertThat(load.refusals().keySet())
                .as("answers other than 200: only 503, while it starts")
                .isSubsetOf(503);
    }

    /** One call as the books have it. */
    private record Row(UUID id, EndReason end, int outputTokens, long costNanos) {}

    /** All usage, once nothing is on its way any more; checks that the books agree with it and nothing is held. */
    private Map<UUID, Row> settled(Load load) throws Exception {
        Await.until("everything is stored", Duration.ofSeconds(90), () -> {
            try (Connection connection = gateway.database()) {
                return rows(connection).keySet().containsAll(load.whole().keySet());
            }
        });
        Await.value("nothing is held", Duration.ofSeconds(90), () -> number("""
                        SELECT coalesce(sum(held), 0) FROM billing.ledger_balance
                        """), held -> held == 0);
        assertThat(number("""
                SELECT coalesce(sum(e.amount), 0)
                  FROM billing.ledger_entry AS e
                  JOIN billing.ledger_tx AS tx ON tx.id = e.tx_id
                  JOIN billing.ledger_account AS a ON a.id = e.account_id
                 WHERE tx.kind = 'usage' AND a.code LIKE 'revenue%'
                """))
                .as("the ledger and the usage")
                .isEqualTo(number("""
                SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_event
                """))
                .isEqualTo(number("""
                SELECT coalesce(sum(cost_nanos), 0) FROM metering.usage_hourly
                """));
        try (Connection connection = gateway.database()) {
            return rows(connection);
        }
    }

    private long number(String sql) throws SQLException, IOException {
        try (Connection connection = gateway.database();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
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
            return rows.values().stream().collect(Collectors.toMap(Row::id, Function.identity()));
        }
    }

    private String yaml() {
        return """
                ominigate:
                  providers:
                    mock:
                      dialect: openai
                      base-url: %s
                      api-key: upstream-secret
                      subprocessor: Double Inc.
                  models:
                    mock-model:
                      upstreams:
                        - {provider: mock, model: upstream-model}
                      price: {input: "2.50", cached-input: "1.25", output: "10.00"}
                """.formatted(upstream.baseUrl("mock"));
    }
}
