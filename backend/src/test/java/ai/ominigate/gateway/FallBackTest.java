package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.Await;
import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers when the first upstream does not, and who pays for what nobody waits for any more. */
@CallsTheGateway
class FallBackTest {
    private static final TokenCounts USED = TokenCounts.of(12, 3);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreamsOfItsOwn();
    private final Customer customer = gateway.customer("25.00");

    private enum Trouble {
        REFUSED_WITH_500(Script.json(500, "{}")),
        OVERLOADED_FOR_LONG(Script.json(429, "{}").header("retry-after", "600")),
        WITHOUT_THE_MODEL(Script.json(404, "{}")),
        MOVED(Script.json(307, "{}").header("location", "http://127.0.0.1/v1")),
        RESET(Script.silence().reset()),
        SILENT(Script.silence().stall()),
        BROKEN_BEFORE_CONTENT(Script.stream().body(": nothing yet\n\n").reset()),
        NOT_JSON(Script.status(200).body("<html>"));

        private final Script script;

        Trouble(Script script) {
            this.script = script;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSpareAnswersInstead(Trouble trouble) throws Exception {
        upstreams.lane(Dialect.OPENAI).always(trouble.script);
        upstreams.spare().then(Script.events(OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "from the spare")));

        CallerView seen = call(upstreams.modelWithSpare(Dialect.OPENAI), true);

        assertThat(seen.text()).isEqualTo("from the spare");
        UsageRow row = customer.onlyUsage();
        assertThat(row.provider()).isEqualTo("spare-" + upstreams.number());
        assertThat(row.tokens()).isEqualTo(USED);
        customer.assertPaid(Money.costNanos(USED));
    }

    @Test
    void theSpareMaySpeakAnotherDialect() throws Exception {
        upstreams.lane(Dialect.ANTHROPIC).always(Script.json(529, AnthropicAnswers.error("overloaded_error", "no")));
        upstreams.spare().then(Script.json(200, OpenAiAnswers.text("from the spare", OpenAiAnswers.usage(12, 3))));

        CallerView seen = call(upstreams.modelWithSpare(Dialect.ANTHROPIC), false);

        assertThat(seen.text()).isEqualTo("from the spare");
        assertThat(customer.onlyUsage().tokens()).isEqualTo(USED);
    }

    @Test
    void whatOneDialectCannotSayIsAskedOfTheNextUpstream() throws Exception {
        upstreams.spare().then(Script.json(200, OpenAiAnswers.text("I hear you.", OpenAiAnswers.usage(12, 3))));

        CallerView seen = sendSound(upstreams.modelWithSpare(Dialect.ANTHROPIC));

        assertThat(seen.text()).isEqualTo("I hear you.");
        assertThat(customer.onlyUsage().tokens()).isEqualTo(USED);
    }

    @Test
    void whatNoUpstreamsDialectCanSayIsTheCallersToMend() throws Exception {
        CallerView seen = sendSound(upstreams.model(Dialect.ANTHROPIC));

        assertThat(seen.status()).isEqualTo(400);
        assertThat(customer.onlyUsage().end()).isEqualTo(EndReason.REQUEST_REFUSED);
        customer.assertPaid(0);
    }

    @Test
    void aSpareThatRefusesAfterCommentsWentOutIsHeardInsideTheStream() throws Exception {
        upstreams
                .lane(Dialect.OPENAI)
                .always(Script.stream().body(": nothing yet\n\n").reset());
        upstreams.spare().then(Script.json(400, OpenAiAnswers.error("no such field", "x", null)));

        CallerView seen = call(upstreams.modelWithSpare(Dialect.OPENAI), true);

        assertThat(seen.error()).isEqualTo("upstream_error");
        assertThat(customer.onlyUsage().end()).isEqualTo(EndReason.REQUEST_REFUSED);
        customer.assertPaid(0);
    }

    @Test
    void afterTheFirstContentNobodyTakesOver() throws Exception {
        upstreams
                .lane(Dialect.OPENAI)
                .then(Script.events(OpenAiAnswers.opening("half an ans")).reset());

        CallerView seen = call(upstreams.modelWithSpare(Dialect.OPENAI), true);

        assertThat(seen.text()).isEqualTo("half an ans");
        assertThat(seen.error()).isEqualTo("upstream_error");
        assertThat(upstreams.spare().received()).isEmpty();
        assertThat(customer.onlyUsage().end()).isEqualTo(EndReason.UPSTREAM_BROKE);
    }

    @Test
    void aCallThatIsWrongInItselfIsNotTriedElsewhere() throws Exception {
        upstreams.lane(Dialect.OPENAI).then(Script.json(400, OpenAiAnswers.error("no such field", "x", null)));

        CallerView seen = call(upstreams.modelWithSpare(Dialect.OPENAI), false);

        assertThat(seen.status()).isEqualTo(400);
        assertThat(upstreams.spare().received()).isEmpty();
    }

    @Test
    void aProviderThatChargesAnywayIsReadToItsUsage() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        List<String> events = OpenAiAnswers.stream(OpenAiAnswers.usage(12, 3), "one ", "two ", "three");
        Script script = Script.stream().body(events.get(0)).body(events.get(1)).waitFor(left);
        for (String event : events.subList(2, events.size())) {
            script = script.body(event);
        }
        upstreams.drainedLane().then(script);

        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(text(upstreams.drainedModel(), true)).head();
            client.chunk();
            client.leaveNoticed();
        }
        left.countDown();

        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.CLIENT_LEFT);
        assertThat(row.estimated()).isFalse();
        assertThat(row.tokens()).isEqualTo(USED);
    }

    @Test
    void aCallerWhoLeavesAGeminiModelPaysForItsWholeAnswer() throws Exception {
        CountDownLatch left = new CountDownLatch(1);
        TokenCounts used = new TokenCounts(12, 0, 0, 0, 3, 20, 0, 0);
        List<String> events = GeminiAnswers.stream(
                used, GeminiAnswers.textPart("one "), GeminiAnswers.textPart("two "), GeminiAnswers.textPart("three"));
        Script script = Script.stream().body(events.get(0)).waitFor(left);
        for (String event : events.subList(1, events.size())) {
            script = script.body(event);
        }
        upstreams.lane(Dialect.GEMINI).then(script);

        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(text(upstreams.model(Dialect.GEMINI), true)).head();
            client.chunk();
            client.leaveNoticed();
        }
        left.countDown();

        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.CLIENT_LEFT);
        assertThat(row.estimated()).isFalse();
        assertThat(row.tokens()).isEqualTo(used);
        customer.assertPaid(Money.costNanos(used));
    }

    @Test
    void aProviderThatChargesAnywayIsNotReadForEver() throws Exception {
        upstreams.drainedLane().then(Script.stream().endless(OpenAiAnswers.textChunk("more and more ")));

        try (WireClient client = WireClient.to(gateway.url())) {
            client.send(text(upstreams.drainedModel(), true)).head();
            client.chunk();
        }

        upstreams.drainedLane().only().awaitClosed();
        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(EndReason.CLIENT_LEFT);
        assertThat(row.estimated()).isTrue();
    }

    @Test
    void anUpstreamThatKeepsFailingIsLeftAlone() throws Exception {
        upstreams.lane(Dialect.OPENAI).always(Script.json(500, "{}"));
        upstreams.spare().always(Script.json(200, OpenAiAnswers.text("ok", OpenAiAnswers.usage(12, 3))));
        for (int i = 0; i < GatewayFixture.FAILURES_TO_OPEN; i++) {
            call(upstreams.modelWithSpare(Dialect.OPENAI), false);
        }
        int asked = upstreams.lane(Dialect.OPENAI).received().size();

        assertThat(call(upstreams.modelWithSpare(Dialect.OPENAI), false).text()).isEqualTo("ok");

        assertThat(upstreams.lane(Dialect.OPENAI).received()).hasSize(asked);
    }

    @Test
    void anUpstreamThatHasRecoveredIsUsedAgain() throws Exception {
        UpstreamDouble.Lane lane = upstreams.lane(Dialect.OPENAI);
        lane.always(Script.json(500, "{}"));
        upstreams.spare().always(Script.json(200, OpenAiAnswers.text("spare", OpenAiAnswers.usage(12, 3))));
        for (int i = 0; i < GatewayFixture.FAILURES_TO_OPEN; i++) {
            call(upstreams.modelWithSpare(Dialect.OPENAI), false);
        }

        lane.always(Script.json(200, OpenAiAnswers.text("first", OpenAiAnswers.usage(12, 3))));

        Await.until(
                "the first upstream answers again",
                Duration.ofSeconds(20),
                () -> call(upstreams.modelWithSpare(Dialect.OPENAI), false)
                        .text()
                        .equals("first"));
    }

    /** Anthropic's dialect has no sound. */
    private CallerView sendSound(String model) throws Exception {
        String body = "{\"model\":\"" + model + """
                ","messages":[{"role":"user","content":[
                  {"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}]}
                """;
        try (WireClient client = WireClient.to(gateway.url())) {
            return CallerView.of(client.send(WireClient.post("/v1/chat/completions", customer.secret(), body))
                    .answer());
        }
    }

    private CallerView call(String model, boolean stream) throws Exception {
        try (WireClient client = WireClient.to(gateway.url())) {
            return CallerView.of(client.send(text(model, stream)).answer());
        }
    }

    private String text(String model, boolean stream) {
        String body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        return WireClient.post("/v1/chat/completions", customer.secret(), body);
    }
}
