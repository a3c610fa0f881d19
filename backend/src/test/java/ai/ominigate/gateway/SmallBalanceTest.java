package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A wallet with little in it, and more wanted of it than it has. */
@CallsTheGateway
class SmallBalanceTest {
    private static final int CALLS = 200;

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();

    /**
     * Each call may cost about $0.0101, so nine of them fit at once. Those that use half of it give back the rest, so
     * that more fit one after the other; those that use all of it show that no money was held twice.
     */
    @ParameterizedTest
    @CsvSource({"500, 19", "1000, 9"})
    void twoHundredCallsAtOnceCannotSpendMoreThanTenCents(int outputTokens, int mostServed) throws Exception {
        Customer customer = gateway.customer("0.10");
        CountDownLatch answer = new CountDownLatch(1);
        TokenCounts used = TokenCounts.of(34, outputTokens);
        upstreams
                .lane(Dialect.OPENAI)
                .always(Script.status(200)
                        .header("content-type", "application/json")
                        .waitFor(answer)
                        .body(OpenAiAnswers.text("x", OpenAiAnswers.usage(34, outputTokens))));

        List<Future<WireClient.Answer>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLS; i++) {
                calls.add(threads.submit(() -> call(customer, 1_000)));
            }
            // Every call has been decided on once those that were let through wait for their answers.
            Await.until(
                    "all calls are refused or under way",
                    () -> calls.stream().filter(Future::isDone).count()
                                    + upstreams.lane(Dialect.OPENAI).received().size()
                            >= CALLS);
            answer.countDown();
        }

        List<WireClient.Answer> answers = new ArrayList<>();
        for (Future<WireClient.Answer> call : calls) {
            answers.add(call.get());
        }
        int served = (int) answers.stream().filter(a -> a.status() == 200).count();
        assertThat(served).isBetween(1, mostServed);
        assertThat(answers).allSatisfy(a -> assertThat(a.status()).isIn(200, 402));
        assertThat(customer.usage(served))
                .allSatisfy(row -> assertThat(row.costNanos()).isEqualTo(Money.costNanos(used)));
        customer.assertPaid(served * Money.costNanos(used));
        assertThat(served * Money.costNanos(used)).isLessThanOrEqualTo(customer.granted());
        assertThat(gateway.balance(customer.account()).balance()).isNotNegative();
        gateway.checkLedger();
    }

    @Test
    void whatARefusalSaysWouldFitDoesFit() throws Exception {
        Customer customer = gateway.customer("0.01");
        upstreams.lane(Dialect.OPENAI).always(Script.json(200, OpenAiAnswers.text("x", OpenAiAnswers.usage(40, 5))));

        WireClient.Answer refused = call(customer, 16_000);
        Matcher told = Pattern.compile("max_tokens of at most (\\d+)").matcher(refused.body());

        assertThat(refused.status()).isEqualTo(402);
        assertThat(told.find()).isTrue();
        assertThat(call(customer, Integer.parseInt(told.group(1))).status()).isEqualTo(200);
    }

    @Test
    void anAnswerThatOutgrowsTheBalanceIsEnded() throws Exception {
        Customer customer = gateway.customer("0.02");
        String words = "and so on ".repeat(40);
        upstreams
                .lane(Dialect.OPENAI)
                .always(Script.events(OpenAiAnswers.opening("Once upon a time "))
                        .endless(OpenAiAnswers.textChunk(words)));

        CallerView seen;
        try (WireClient client = WireClient.to(gateway.url())) {
            String body = "{\"model\":\"" + upstreams.model(Dialect.OPENAI)
                    + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Tell me a story.\"}]}";
            client.send(WireClient.post("/v1/chat/completions", customer.secret(), body));
            seen = CallerView.of(client.answer());
        }

        assertThat(seen.text()).startsWith("Once upon a time and so on");
        assertThat(seen.error()).isEqualTo("insufficient_balance");
        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.BALANCE_EXHAUSTED);
        assertThat(row.costNanos()).isBetween(5_000_000L, 20_000_000L);
        customer.assertPaid(row.costNanos());
        upstreams.lane(Dialect.OPENAI).only().awaitClosed();
    }

    private WireClient.Answer call(Customer customer, int maxTokens) throws Exception {
        String body = "{\"model\":\"" + upstreams.model(Dialect.OPENAI) + "\",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(WireClient.post("/v1/chat/completions", customer.secret(), body))
                    .answer();
        }
    }
}
