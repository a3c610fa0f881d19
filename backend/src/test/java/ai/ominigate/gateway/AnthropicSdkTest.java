package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import com.anthropic.client.AnthropicClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Anthropic's own library, as it is published, in front of upstreams of every dialect: the answer, the usage, the cost. */
@CallsTheGateway
class AnthropicSdkTest {
    private static final TokenCounts USED = TokenCounts.of(120, 30);

    /** Many times what it takes, for a machine that builds something else besides. */
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");
    private final AnthropicClient client = customer.anthropic();

    @ParameterizedTest
    @EnumSource
    void text(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).text("Grüße, 世界 👋", USED));

        Message answer = client.messages()
                .create(call(upstream)
                        .system("You are brief.")
                        .stopSequences(List.of("END"))
                        .build());

        assertThat(answer.validate().content().getFirst().asText().text()).isEqualTo("Grüße, 世界 👋");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertUsage(answer.usage(), USED);
        assertBilled(upstream, USED);
        assertAsked(upstream, body -> {
            assertCallsUpstreamModel(upstream, body);
            switch (upstream) {
                case OPENAI -> {
                    assertThat(body.at("/messages/0/role").asText()).isIn("system", "developer");
                    assertThat(body.at("/messages/0/content").toString()).contains("You are brief.");
                    assertThat(body.at("/stop").toString()).contains("END");
                }
                case ANTHROPIC -> {
                    assertThat(body.at("/system").asText()).isEqualTo("You are brief.");
                    assertThat(body.at("/stop_sequences/0").asText()).isEqualTo("END");
                    assertThat(body.at("/max_tokens").asInt()).isEqualTo(200);
                }
                case GEMINI -> {
                    assertThat(body.at("/systemInstruction/parts/0/text").asText())
                            .isEqualTo("You are brief.");
                    assertThat(body.at("/generationConfig/stopSequences/0").asText())
                            .isEqualTo("END");
                    assertThat(body.at("/generationConfig/maxOutputTokens").asInt())
                            .isEqualTo(200);
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void streamedText(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).stream(USED, "Grü", "ße, ", "世界", " 👋"));

        Message answer = streamed(call(upstream).build());

        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Grüße, 世界 👋");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isEqualTo(30);
        assertBilled(upstream, USED);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamTellsItsCostAtItsEnd(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).stream(USED, "one ", "two"));

        List<RawMessageStreamEvent> events;
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(call(upstream).build())) {
            events = stream.stream().toList();
        }

        UsageRow row = assertBilled(upstream, USED);
        var told = events.stream()
                .filter(RawMessageStreamEvent::isMessageDelta)
                .map(event ->
                        event.asMessageDelta().usage()._additionalProperties().get("cost"))
                .toList();
        assertThat(told).hasSize(1);
        assertThat(Objects.requireNonNull(told.getFirst()).convert(BigDecimal.class))
                .isEqualByComparingTo(Money.dollars(row.costNanos()));
    }

    @ParameterizedTest
    @EnumSource
    void parallelToolCallsAndTheirResults(Dialect upstream) throws Exception {
        lane(upstream)
                .then(answers(upstream).twoToolCalls(USED), answers(upstream).text("Cold and warm.", USED));
        MessageCreateParams.Builder conversation = call(upstream).addTool(weather());

        Message wish = client.messages().create(conversation.build()).validate();

        assertThat(wish.stopReason()).contains(StopReason.TOOL_USE);
        List<ToolUseBlock> calls = wish.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
        assertThat(calls).extracting(this::city).containsExactly("Oslo", "Turin");

        conversation.addMessage(wish);
        conversation.addUserMessageOfContentBlockParams(calls.stream()
                .map(call -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                        .toolUseId(call.id())
                        .content("12 degrees")
                        .build()))
                .toList());
        Message answer = client.messages().create(conversation.build());

        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Cold and warm.");
        assertThat(customer.usage(2)).allSatisfy(row -> assertThat(row.tokens()).isEqualTo(USED));
        JsonNode second = Json.read(lane(upstream).received().get(1).body());
        switch (upstream) {
            case OPENAI -> {
                assertThat(second.at("/messages/1/tool_calls/1/id").asText()).isEqualTo("call_b");
                assertThat(second.at("/messages/2/tool_call_id").asText()).isEqualTo("call_a");
                assertThat(second.at("/messages/3/tool_call_id").asText()).isEqualTo("call_b");
                assertThat(second.at("/messages/3/role").asText()).isEqualTo("tool");
            }
            case ANTHROPIC ->
                assertThat(second.at("/messages/2/content/1/tool_use_id").asText())
                        .isEqualTo("toolu_b");
            case GEMINI -> assertThat(second.at("/contents")).isEqualTo(Json.read(GeminiAnswers.CONVERSATION));
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamedParallelToolCalls(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).streamOfTwoToolCalls(USED));

        Message answer = streamed(call(upstream).addTool(weather()).build());

        assertThat(answer.content().stream().flatMap(block -> block.toolUse().stream()))
                .extracting(this::city)
                .containsExactly("Oslo", "Turin");
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertBilled(upstream, USED);
    }

    @ParameterizedTest
    @EnumSource
    void anImage(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).text("A dot.", USED));

        client.messages()
                .create(MessageCreateParams.builder()
                        .model(upstreams.model(upstream))
                        .maxTokens(200)
                        .addUserMessageOfContentBlockParams(List.of(
                                ContentBlockParam.ofText("What is this?"),
                                ContentBlockParam.ofImage(Base64ImageSource.builder()
                                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                                        .data("iVBORw0KGgo=")
                                        .build())))
                        .build());

        assertBilled(upstream, USED);
        assertAsked(upstream, body -> {
            JsonNode image = body.at("/messages/0/content/1");
            switch (upstream) {
                case OPENAI ->
                    assertThat(image.at("/image_url/url").asText()).isEqualTo("data:image/png;base64,iVBORw0KGgo=");
                case ANTHROPIC -> assertThat(image.at("/source/data").asText()).isEqualTo("iVBORw0KGgo=");
                case GEMINI ->
                    assertThat(body.at("/contents/0/parts/1/inlineData").toString())
                            .isEqualTo("{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}");
            }
        });
    }

    @Test
    void fieldsThatTheGatewayDoesNotKnowReachAnUpstreamOfTheSameDialect() throws Exception {
        lane(Dialect.ANTHROPIC).then(answers(Dialect.ANTHROPIC).text("ok", USED));

        client.messages()
                .create(call(Dialect.ANTHROPIC)
                        .putAdditionalBodyProperty("from_the_future", JsonValue.from(Map.of("a", List.of(1, 2))))
                        .putAdditionalHeader("anthropic-beta", "interleaved-thinking-2025-05-14")
                        .build());

        assertAsked(
                Dialect.ANTHROPIC,
                body -> assertThat(body.at("/from_the_future/a/1").asInt()).isEqualTo(2));
        assertThat(lane(Dialect.ANTHROPIC).only().header("anthropic-beta"))
                .isEqualTo("interleaved-thinking-2025-05-14");
        assertThat(lane(Dialect.ANTHROPIC).only().header("x-api-key")).isEqualTo("upstream-secret");
    }

    @ParameterizedTest
    @EnumSource
    void thinking(Dialect upstream) throws Exception {
        TokenCounts used = reasoned(upstream);
        lane(upstream).then(answers(upstream).reasoned("Let me think.", "42", used));

        Message answer = client.messages().create(call(upstream).build());

        assertThat(answer.content().get(0).asThinking().thinking()).isEqualTo("Let me think.");
        assertThat(answer.content().get(1).asText().text()).isEqualTo("42");
        assertUsage(answer.usage(), used);
        assertBilled(upstream, used);
    }

    @ParameterizedTest
    @EnumSource
    void streamedThinking(Dialect upstream) throws Exception {
        TokenCounts used = reasoned(upstream);
        lane(upstream).then(answers(upstream).reasonedStream("Let me think.", "42", used));

        StringBuilder thought = new StringBuilder();
        StringBuilder text = new StringBuilder();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(call(upstream).build())) {
            stream.stream().flatMap(event -> event.contentBlockDelta().stream()).forEach(event -> {
                event.delta().thinking().ifPresent(delta -> thought.append(delta.thinking()));
                event.delta().text().ifPresent(delta -> text.append(delta.text()));
            });
        }

        assertThat(thought).hasToString("Let me think.");
        assertThat(text).hasToString("42");
        assertBilled(upstream, used);
    }

    @ParameterizedTest
    @EnumSource
    void cachedPromptTokensCostLess(Dialect upstream) throws Exception {
        TokenCounts used = new TokenCounts(100, 900, 0, 0, 30, 0, 0, 0);
        lane(upstream).then(answers(upstream).text("ok", used));

        Usage usage = client.messages().create(call(upstream).build()).usage();

        assertThat(usage.inputTokens()).isEqualTo(100);
        assertThat(usage.cacheReadInputTokens()).contains(900L);
        UsageRow row = assertBilled(upstream, used);
        assertThat(row.costNanos()).isEqualTo(100 * 2_500 + 900 * 1_250 + 30 * 10_000);
    }

    @Test
    void writingToThePromptCacheHasItsOwnPrice() throws Exception {
        TokenCounts used = new TokenCounts(100, 0, 400, 0, 30, 0, 0, 0);
        lane(Dialect.ANTHROPIC).then(answers(Dialect.ANTHROPIC).text("ok", used));

        client.messages().create(call(Dialect.ANTHROPIC).build());

        UsageRow row = assertBilled(Dialect.ANTHROPIC, used);
        assertThat(row.costNanos()).isEqualTo(100 * 2_500 + 400 * 3_750 + 30 * 10_000);
    }

    @Test
    void aPromptThatGoogleBlocksIsARefusal() throws Exception {
        lane(Dialect.GEMINI)
                .then(
                        Script.json(200, GeminiAnswers.blocked(GeminiAnswers.usage(TokenCounts.of(9, 0)))),
                        Script.events(List.of(GeminiAnswers.event(GeminiAnswers.blocked(null)))));

        Message blocked = client.messages().create(call(Dialect.GEMINI).build());
        Message blockedStream = streamed(call(Dialect.GEMINI).build());

        assertThat(List.of(blocked, blockedStream)).allSatisfy(answer -> {
            assertThat(answer.stopReason()).contains(StopReason.REFUSAL);
            assertThat(answer.content()).isEmpty();
        });
        customer.usage(2);
        customer.assertPaid(9 * 2_500);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatBreaksIsAnErrorAfterWhatArrived(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).opening("some ", "words").close());
        StringBuilder text = new StringBuilder();

        SseException broken;
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(call(upstream).build())) {
            broken = catchThrowableOfType(
                    SseException.class,
                    () -> stream.stream()
                            .forEach(event -> event.contentBlockDelta()
                                    .flatMap(block -> block.delta().text())
                                    .ifPresent(delta -> text.append(delta.text()))));
        }

        assertThat(text).hasToString("some words");
        assertThat(broken.errorType()).contains(ErrorType.API_ERROR);
        assertDeliveredIsPaid(EndReason.UPSTREAM_BROKE);
    }

    /** Google charges for the whole answer whoever leaves, so that one is read on. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GEMINI")
    void aStreamThatIsClosedMidwayEndsItsUpstream(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).opening("some ", "words").stall());
        StringBuilder text = new StringBuilder();

        long left;
        try (StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(call(upstream).build())) {
            Iterator<RawMessageStreamEvent> events = stream.stream().iterator();
            while (!text.toString().equals("some words")) {
                RawMessageStreamEvent event = events.next();
                event.contentBlockDelta()
                        .flatMap(block -> block.delta().text())
                        .ifPresent(delta -> text.append(delta.text()));
            }
            left = System.nanoTime();
        }

        assertThat(Duration.ofNanos(lane(upstream).only().awaitClosed() - left)).isLessThan(CLOSED_WITHIN);
        assertDeliveredIsPaid(EndReason.CLIENT_LEFT);
    }

    private void assertDeliveredIsPaid(EndReason end) {
        UsageRow row = customer.onlyUsage();
        assertThat(row.end()).isEqualTo(end);
        assertThat(row.estimated()).isTrue();
        assertThat(row.tokens().completion()).isPositive();
        assertThat(row.costNanos()).isEqualTo(Money.costNanos(row.tokens())).isPositive();
        customer.assertPaid(row.costNanos());
    }

    /** Gemini has the model in its path. */
    private void assertCallsUpstreamModel(Dialect upstream, JsonNode body) {
        if (upstream == Dialect.GEMINI) {
            assertThat(lane(upstream).only().path()).endsWith("/v1/models/upstream-model:generateContent");
            assertThat(lane(upstream).only().header("x-goog-api-key")).isEqualTo("upstream-secret");
        } else {
            assertThat(body.at("/model").asText()).isEqualTo("upstream-model");
        }
    }

    private static TokenCounts reasoned(Dialect upstream) {
        return switch (upstream) {
            case OPENAI, GEMINI -> new TokenCounts(120, 0, 0, 0, 10, 20, 0, 0);
            case ANTHROPIC -> TokenCounts.of(120, 30); // not told apart
        };
    }

    private MessageCreateParams.Builder call(Dialect upstream) {
        return MessageCreateParams.builder()
                .model(upstreams.model(upstream))
                .maxTokens(200)
                .addUserMessage("Say something.");
    }

    private static Tool weather() {
        return Tool.builder()
                .name("weather")
                .description("Tells the weather")
                .inputSchema(Tool.InputSchema.builder()
                        .properties(Tool.InputSchema.Properties.builder()
                                .putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")))
                                .build())
                        .build())
                .build();
    }

    private Message streamed(MessageCreateParams params) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params)) {
            stream.stream().forEach(event -> accumulator.accumulate(event.validate()));
        }
        return accumulator.message();
    }

    private String city(ToolUseBlock call) {
        return String.valueOf(call._input().convert(Map.class) instanceof Map<?, ?> input ? input.get("city") : null);
    }

    private UpstreamDouble.Lane lane(Dialect upstream) {
        return upstreams.lane(upstream);
    }

    private static DialectAnswers answers(Dialect upstream) {
        return new DialectAnswers(upstream);
    }

    private interface Check {
        void on(JsonNode body);
    }

    private void assertAsked(Dialect upstream, Check check) {
        check.on(Json.read(lane(upstream).only().body()));
    }

    private static void assertUsage(Usage usage, TokenCounts used) {
        assertThat(usage.inputTokens()).isEqualTo(used.input());
        assertThat(usage.outputTokens()).isEqualTo(used.completion());
    }

    private UsageRow assertBilled(Dialect upstream, TokenCounts used) throws Exception {
        UsageRow row = customer.onlyUsage();
        assertThat(row.model()).isEqualTo(upstreams.model(upstream));
        assertThat(row.provider()).isEqualTo(upstreams.provider(upstream));
        assertThat(row.tokens()).isEqualTo(used);
        assertThat(row.estimated()).isFalse();
        assertThat(row.end()).isEqualTo(EndReason.DONE);
        assertThat(row.httpStatus()).isEqualTo(200);
        assertThat(row.costNanos()).isEqualTo(Money.costNanos(used));
        customer.assertPaid(row.costNanos());
        return row;
    }
}
