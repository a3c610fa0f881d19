package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.accounts.NewKey;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a key is limited to holds for its calls, and only as long as they are under way. */
@CallsTheGateway
class KeyLimitsTest {
    private static final String WHOLE = "false";
    private static final String STREAM = "true";

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final UpstreamDouble.Lane lane = upstreams.lane(Dialect.OPENAI);

    // ---- tokens per minute

    @Test
    void tokensThatWereUsedInTheMinuteLeaveNoRoomForTheNextCall() throws Exception {
        Customer customer = customer(new KeyLimits(null, null, null, null, 500, null));
        lane.always(Script.json(200, OpenAiAnswers.text("Hello.", OpenAiAnswers.usage(120, 280))));
        assertThat(call(customer, WHOLE, 300).status()).isEqualTo(200);

        WireClient.Answer refused = call(customer, WHOLE, 300);

        assertRefused(refused, 429, "rate_limit_exceeded");
        assertThat(refused.body()).contains("500 tokens per minute");
        assertThat(refused.header("x-ratelimit-limit-tokens")).isEqualTo("500");
        assertThat(Integer.parseInt(Objects.requireNonNull(refused.header("x-ratelimit-remaining-tokens"))))
                .isBetween(100, 299);
        assertThat(Integer.parseInt(Objects.requireNonNull(refused.header("retry-after"))))
                .isBetween(1, 60);
        assertThat(lane.received()).hasSize(1);
    }

    @Test
    void aCallThatWantsMoreTokensThanAMinuteHasIsToldSo() throws Exception {
        Customer customer = customer(new KeyLimits(null, null, null, null, 500, null));

        WireClient.Answer refused = call(customer, WHOLE, 1_000);

        assertRefused(refused, 429, "rate_limit_exceeded");
        assertThat(refused.body()).contains("this call alone").contains("max_tokens");
        assertThat(lane.received()).isEmpty();
    }

    // ---- spending

    @Test
    void aCallThatMayCostMoreThanTheKeyMaySpendIsRefused() throws Exception {
        Customer customer = customer(new KeyLimits(null, null, 1_500_000L, null, null, null));
        TokenCounts used = TokenCounts.of(120, 30);
        lane.always(Script.json(200, OpenAiAnswers.text("Hello.", OpenAiAnswers.usage(120, 30))));
        assertThat(call(customer, WHOLE, 100).status()).isEqualTo(200);

        WireClient.Answer refused = call(customer, WHOLE, 100);

        assertRefused(refused, 402, "insufficient_balance");
        assertThat(refused.body()).contains("may spend $0.0015").contains("$0.0006 is spent");
        assertThat(call(customer, WHOLE, 10).status()).as("a shorter answer").isEqualTo(200);
        customer.usage(2);
        customer.assertPaid(2 * Money.costNanos(used));
    }

    // ---- calls at once

    @Test
    void theOnlyPlaceIsFreeAgainAfterAnAnswer() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        lane.then(Script.status(200)
                .header("content-type", "application/json")
                .waitFor(go)
                .body(OpenAiAnswers.text("Hello.", OpenAiAnswers.usage(12, 3))));

        assertThePlaceIsFreeAfter(WHOLE, go, 200);
    }

    @Test
    void theOnlyPlaceIsFreeAgainAfterAStream() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<String> events = OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "one ", "two");
        lane.then(Script.stream()
                .body(String.join("", events.subList(0, 2)))
                .waitFor(go)
                .body(String.join("", events.subList(2, events.size()))));

        assertThePlaceIsFreeAfter(STREAM, go, 200);
    }

    @Test
    void theOnlyPlaceIsFreeAgainAfterAStreamThatBroke() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        lane.then(Script.events(OpenAiAnswers.opening("one ")).waitFor(go).close());

        assertThePlaceIsFreeAfter(STREAM, go, 200);
    }

    @Test
    void theOnlyPlaceIsFreeAgainAfterAnErrorOfTheUpstream() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        lane.then(Script.status(400)
                .header("content-type", "application/json")
                .waitFor(go)
                .body(OpenAiAnswers.error("no", "invalid_request_error", null)));

        assertThePlaceIsFreeAfter(WHOLE, go, 400);
    }

    @Test
    void theOnlyPlaceIsFreeAgainAfterItsCallerLeft() throws Exception {
        Customer customer = customer(oneAtATime());
        lane.then(Script.events(OpenAiAnswers.opening("one ")).stall());
        WireClient first = WireClient.to(gateway.url()).send(post(customer, STREAM, 100));
        first.head();
        assertNoPlaceIsFree(customer);

        first.close();

        lane.always(Script.json(200, OpenAiAnswers.text("Hello.", OpenAiAnswers.usage(12, 3))));
        Await.until("the place is free", () -> call(customer, WHOLE, 100).status() == 200);
    }

    private void assertThePlaceIsFreeAfter(String stream, CountDownLatch go, int status) throws IOException {
        Customer customer = customer(oneAtATime());
        try (WireClient first = WireClient.to(gateway.url()).send(post(customer, stream, 100))) {
            lane.only();
            assertNoPlaceIsFree(customer);

            go.countDown();
            assertThat(first.answer().status()).isEqualTo(status);
        }

        lane.always(Script.json(200, OpenAiAnswers.text("Hello.", OpenAiAnswers.usage(12, 3))));
        assertThat(call(customer, WHOLE, 100).status())
                .as("at once, with the last byte of the answer before")
                .isEqualTo(200);
    }

    private void assertNoPlaceIsFree(Customer customer) throws IOException {
        WireClient.Answer refused = call(customer, WHOLE, 100);
        assertRefused(refused, 429, "rate_limit_exceeded");
        assertThat(refused.body()).contains("1 call under way at the same time");
        assertThat(refused.header("retry-after")).isEqualTo("1");
    }

    private static KeyLimits oneAtATime() {
        return new KeyLimits(null, null, null, null, null, 1);
    }

    private Customer customer(KeyLimits limits) {
        return gateway.customer("25.00", new NewKey("limited", null, Set.of(), List.of(), limits));
    }

    private WireClient.Answer call(Customer customer, String stream, int maxTokens) throws IOException {
        try (WireClient client = WireClient.to(gateway.url())) {
            return client.send(post(customer, stream, maxTokens)).answer();
        }
    }

    private String post(Customer customer, String stream, int maxTokens) {
        return WireClient.post(
                "/v1/chat/completions",
                customer.secret(),
                "{\"model\":\"" + upstreams.model(Dialect.OPENAI) + "\",\"stream\":" + stream + ",\"max_tokens\":"
                        + maxTokens + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
    }

    private static void assertRefused(WireClient.Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(CallerView.of(answer).error()).isEqualTo(code);
    }
}
