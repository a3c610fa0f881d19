package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What is old goes while others call. */
@CallsTheGateway
class PurgeUnderLoadTest {
    private static final int CALLERS = 6;
    private static final int PURGES = 3;
    private static final int DAYS = 5;

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();

    @Test
    void whileOldDaysAreDroppedNoCallFailsAndEachIsBilled() throws Exception {
        Customer customer = gateway.customer("100");
        upstreams
                .lane(Dialect.OPENAI)
                .always(Script.status(200)
                        .header("content-type", "application/json")
                        .body(OpenAiAnswers.text("x", OpenAiAnswers.usage(34, 50))));
        AtomicBoolean over = new AtomicBoolean();

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(threads.submit(() -> callUntil(over, customer)));
            }
            try {
                for (int i = 0; i < PURGES; i++) {
                    makeOldDays();
                    assertThat(oldRows()).isEqualTo(2 * DAYS);
                    gateway.purge();
                    assertThat(oldRows()).isZero();
                }
            } finally {
                over.set(true);
            }
            for (Future<List<Integer>> caller : callers) {
                statuses.addAll(caller.get());
            }
        }

        assertThat(statuses).hasSizeGreaterThan(CALLERS).containsOnly(200);
        customer.usage(statuses.size());
        customer.assertPaid(statuses.size() * Money.costNanos(TokenCounts.of(34, 50)));
    }

    private List<Integer> callUntil(AtomicBoolean over, Customer customer) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        while (!over.get()) {
            try (WireClient client = WireClient.to(gateway.url())) {
                String body = """
                        {"model": "%s", "max_tokens": 200, "messages": [{"role": "user", "content": "hello"}]}
                        """.formatted(upstreams.model(Dialect.OPENAI));
                statuses.add(client.send(WireClient.post("/v1/chat/completions", customer.secret(), body))
                        .answer()
                        .status());
            }
        }
        return statuses;
    }

    /** Days of two years ago, each with a row, of usage and of the operational log. */
    private void makeOldDays() throws Exception {
        LocalDate first = LocalDate.now(ZoneOffset.UTC).minusYears(2);
        for (int i = 0; i < DAYS; i++) {
            gateway.execute("""
                    SELECT metering.make_day('usage_event', '%1$s'), abuse.make_operational_log_day('%1$s');
                    INSERT INTO metering.usage_event VALUES (
                        gen_random_uuid(), '%1$s', gen_random_uuid(), gen_random_uuid(),
                        'm', 'p', 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 200, 1, 1, 1, false);
                    INSERT INTO abuse.operational_log (time, address, method, path_template, status, headers)
                    VALUES ('%1$s', '203.0.113.9', 'GET', '/', 200, '{}');
                    """.formatted(first.plusDays(i)));
        }
    }

    private long oldRows() throws Exception {
        return gateway.count("metering.usage_event WHERE occurred_at < now() - INTERVAL '20 months'")
                + gateway.count("abuse.operational_log WHERE time < now() - INTERVAL '20 months'");
    }
}
