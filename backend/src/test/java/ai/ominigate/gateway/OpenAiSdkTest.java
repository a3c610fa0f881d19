package ai.ominigate.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import ai.ominigate.catalog.Dialect;
import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.metering.EndReason;
import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.SseException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonObject;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own library, as it is published, in front of upstreams of every dialect: the answer, the usage, the cost. */
@CallsTheGateway
class OpenAiSdkTest {
    private static final TokenCounts USED = TokenCounts.of(120, 30);

    /** Many times what it takes, for a machine that builds something else besides. */
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(2);

    private final GatewayFixture gateway = GatewayFixture.running();
    private final Upstreams upstreams = gateway.upstreams();
    private final Customer customer = gateway.customer("25.00");
    private final OpenAIClient client = customer.openAi();

    @ParameterizedTest
    @EnumSource
    void text(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).text("Grüße, 世界 👋", USED));

        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(upstreams.model(upstream))
                        .addSystemMessage("You are brief.")
                        .addUserMessage("Say something.")
                        .stopOfStrings(List.of("END"))
                        .maxCompletionTokens(200)
                        .build());

        assertThat(answer.validate().choices().getFirst().message().content()).contains("Grüße, 世界 👋");
        assertUsage(answer.usage().orElseThrow(), USED);
        assertBilled(upstream, USED);
        assertAsked(upstream, body -> {
            assertCallsUpstreamModel(upstream, body);
            switch (upstream) {
                case OPENAI -> {
                    assertThat(body.at("/messages/0/content").asText()).isEqualTo("You are brief.");
                    assertThat(body.at("/stop/0").asText()).isEqualTo("END");
                    assertThat(body.at("/max_completion_tokens").asInt()).isEqualTo(200);
                }
                case ANTHROPIC -> {
                    assertThat(body.at("/system").toString()).contains("You are brief.");
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

        ChatCompletion answer = streamed(call(upstream).build());

        assertThat(answer.choices().getFirst().message().content()).contains("Grüße, 世界 👋");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage()).as("usage that nobody asked for").isEmpty();
        assertBilled(upstream, USED);
    }

    @ParameterizedTest
    @EnumSource
    void streamedTextWithUsage(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).stream(USED, "one ", "two"));

        ChatCompletion answer = streamed(call(upstream)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        CompletionUsage usage = answer.usage().orElseThrow();
        assertUsage(usage, USED);
        UsageRow row = assertBilled(upstream, USED);
        assertThat(Objects.requireNonNull(usage._additionalProperties().get("cost"))
                        .convert(BigDecimal.class))
                .isEqualByComparingTo(Money.dollars(row.costNanos()));
    }

    @ParameterizedTest
    @EnumSource
    void parallelToolCallsAndTheirResults(Dialect upstream) throws Exception {
        lane(upstream)
                .then(answers(upstream).twoToolCalls(USED), answers(upstream).text("Cold and warm.", USED));
        ChatCompletionCreateParams.Builder conversation = call(upstream).addTool(weather());

        ChatCompletion wish = client.chat().completions().create(conversation.build());
        var toolCalls =
                wish.validate().choices().getFirst().message().toolCalls().orElseThrow();

        assertThat(wish.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertThat(toolCalls)
                .extracting(call -> json(call.asFunction().function().arguments())
                        .path("city")
                        .asText())
                .containsExactly("Oslo", "Turin");

        conversation.addMessage(wish.choices().getFirst().message());
        toolCalls.forEach(call -> conversation.addMessage(ChatCompletionToolMessageParam.builder()
                .toolCallId(call.asFunction().id())
                .content("12 degrees")
                .build()));
        ChatCompletion answer = client.chat().completions().create(conversation.build());

        assertThat(answer.choices().getFirst().message().content()).contains("Cold and warm.");
        assertThat(customer.usage(2)).allSatisfy(row -> assertThat(row.tokens()).isEqualTo(USED));
        JsonNode second = json(lane(upstream).received().get(1).body());
        switch (upstream) {
            case OPENAI ->
                assertThat(second.at("/messages/3/tool_call_id").asText()).isEqualTo("call_b");
            case ANTHROPIC -> {
                assertThat(second.at("/messages/1/content/1/type").asText()).isEqualTo("tool_use");
                assertThat(second.at("/messages/2/content/0/tool_use_id").asText())
                        .isEqualTo("toolu_a");
                assertThat(second.at("/messages/2/content/1/tool_use_id").asText())
                        .isEqualTo("toolu_b");
            }
            case GEMINI -> assertThat(second.at("/contents")).isEqualTo(json(GeminiAnswers.CONVERSATION));
        }
    }

    @ParameterizedTest
    @EnumSource
    void streamedParallelToolCalls(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).streamOfTwoToolCalls(USED));

        ChatCompletion answer = streamed(call(upstream).addTool(weather()).build());

        assertThat(answer.choices().getFirst().message().toolCalls().orElseThrow())
                .extracting(call -> json(call.asFunction().function().arguments())
                        .path("city")
                        .asText())
                .containsExactly("Oslo", "Turin");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.TOOL_CALLS);
        assertBilled(upstream, USED);
    }

    @ParameterizedTest
    @EnumSource
    void anImage(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).text("A dot.", USED));

        client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(upstreams.model(upstream))
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text("What is this?")
                                        .build()),
                                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url("data:image/png;base64,iVBORw0KGgo=")
                                                .build())
                                        .build())))
                        .build());

        assertBilled(upstream, USED);
        assertAsked(upstream, body -> {
            JsonNode image = body.at("/messages/0/content/1");
            switch (upstream) {
                case OPENAI ->
                    assertThat(image.at("/image_url/url").asText()).isEqualTo("data:image/png;base64,iVBORw0KGgo=");
                case ANTHROPIC -> {
                    assertThat(image.at("/source/type").asText()).isEqualTo("base64");
                    assertThat(image.at("/source/media_type").asText()).isEqualTo("image/png");
                    assertThat(image.at("/source/data").asText()).isEqualTo("iVBORw0KGgo=");
                }
                case GEMINI ->
                    assertThat(body.at("/contents/0/parts/1/inlineData").toString())
                            .isEqualTo("{\"mimeType\":\"image/png\",\"data\":\"iVBORw0KGgo=\"}");
            }
        });
    }

    @Test
    void aResponseFormatReachesItsUpstream() throws Exception {
        lane(Dialect.OPENAI).then(answers(Dialect.OPENAI).text("{}", USED));

        client.chat()
                .completions()
                .create(call(Dialect.OPENAI)
                        .responseFormat(ResponseFormatJsonObject.builder().build())
                        .build());

        assertBilled(Dialect.OPENAI, USED);
        assertAsked(
                Dialect.OPENAI,
                body -> assertThat(body.at("/response_format/type").asText()).isEqualTo("json_object"));
    }

    @Test
    void fieldsThatTheGatewayDoesNotKnowReachAnUpstreamOfTheSameDialect() throws Exception {
        lane(Dialect.OPENAI).then(answers(Dialect.OPENAI).text("ok", USED));

        client.chat()
                .completions()
                .create(call(Dialect.OPENAI)
                        .putAdditionalBodyProperty("from_the_future", JsonValue.from(Map.of("a", List.of(1, 2))))
                        .build());

        assertAsked(
                Dialect.OPENAI,
                body -> assertThat(body.at("/from_the_future/a/1").asInt()).isEqualTo(2));
    }

    @ParameterizedTest
    @EnumSource
    void reasoning(Dialect upstream) throws Exception {
        TokenCounts used = reasoned(upstream);
        lane(upstream).then(answers(upstream).reasoned("Let me think.", "42", used));

        ChatCompletion answer =
                client.chat().completions().create(call(upstream).build());

        assertThat(answer.choices().getFirst().message().content()).contains("42");
        assertThat(answer.choices().getFirst().message()._additionalProperties().get("reasoning_content"))
                .isEqualTo(JsonValue.from("Let me think."));
        assertUsage(answer.usage().orElseThrow(), used);
        assertBilled(upstream, used);
    }

    @ParameterizedTest
    @EnumSource
    void streamedReasoning(Dialect upstream) throws Exception {
        TokenCounts used = reasoned(upstream);
        lane(upstream).then(answers(upstream).reasonedStream("Let me think.", "42", used));

        StringBuilder thought = new StringBuilder();
        StringBuilder text = new StringBuilder();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(call(upstream).build())) {
            stream.stream().flatMap(chunk -> chunk.choices().stream()).forEach(choice -> {
                JsonValue piece = choice.delta()._additionalProperties().get("reasoning_content");
                if (piece != null) {
                    thought.append(piece.convert(String.class));
                }
                choice.delta().content().ifPresent(text::append);
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

        ChatCompletion answer =
                client.chat().completions().create(call(upstream).build());

        CompletionUsage usage = answer.usage().orElseThrow();
        assertThat(usage.promptTokens()).isEqualTo(1_000);
        assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).contains(900L);
        UsageRow row = assertBilled(upstream, used);
        assertThat(row.costNanos()).isEqualTo(100 * 2_500 + 900 * 1_250 + 30 * 10_000);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, FLOAT", "GEMINI, FLOAT", "GEMINI, BASE64"})
    void embeddings(Dialect upstream, String encoding) throws Exception {
        lane(upstream).then(answers(upstream).embeddings(7));

        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(upstreams.model(upstream))
                        .input("a text")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.of(encoding.toLowerCase(Locale.ROOT)))
                        .build());

        assertThat(answer.data().getFirst().embedding()).containsExactly(0.5f, -0.25f);
        assertThat(answer.usage().promptTokens()).isEqualTo(7);
        UsageRow row = customer.onlyUsage();
        assertThat(row.tokens()).isEqualTo(TokenCounts.of(7, 0));
        assertThat(row.costNanos()).isEqualTo(7 * 2_500);
        customer.assertPaid(row.costNanos());
    }

    @Test
    void embeddingsWithoutUsageAreBilledByTheirText() throws Exception {
        lane(Dialect.GEMINI).then(Script.json(200, GeminiAnswers.embeddings(null)));

        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(upstreams.model(Dialect.GEMINI))
                        .input("x".repeat(400))
                        .build());

        assertThat(answer.usage().promptTokens()).isEqualTo(100);
        UsageRow row = customer.onlyUsage();
        assertThat(row.estimated()).isTrue();
        assertThat(row.tokens()).isEqualTo(TokenCounts.of(100, 0));
        customer.assertPaid(100 * 2_500);
    }

    /** Google answers 200 to a prompt that it blocks, and reports what reading it took. */
    @Test
    void aPromptThatGoogleBlocksCostsWhatGoogleReportsOfIt() throws Exception {
        lane(Dialect.GEMINI)
                .then(
                        Script.json(200, GeminiAnswers.blocked(GeminiAnswers.usage(TokenCounts.of(9, 0)))),
                        Script.events(List.of(GeminiAnswers.event(GeminiAnswers.blocked(null)))));

        ChatCompletion blocked =
                client.chat().completions().create(call(Dialect.GEMINI).build());
        ChatCompletion blockedStream = streamed(call(Dialect.GEMINI).build());

        assertThat(List.of(blocked, blockedStream)).allSatisfy(answer -> {
            ChatCompletion.Choice choice = answer.validate().choices().getFirst();
            assertThat(choice.finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.CONTENT_FILTER);
            assertThat(choice.message().refusal().orElseThrow()).contains("PROHIBITED_CONTENT");
            assertThat(choice.message().content().orElse("")).isEmpty();
        });
        assertThat(customer.usage(2))
                .extracting(UsageRow::tokens, UsageRow::estimated)
                .containsExactlyInAnyOrder(tuple(TokenCounts.of(9, 0), false), tuple(TokenCounts.ZERO, false));
        customer.assertPaid(9 * 2_500);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatBreaksIsAnErrorAfterWhatArrived(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).opening("some ", "words").close());
        StringBuilder text = new StringBuilder();

        SseException broken;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(call(upstream).build())) {
            broken = catchThrowableOfType(
                    SseException.class,
                    () -> stream.stream()
                            .forEach(event -> event.choices()
                                    .forEach(choice -> choice.delta().content().ifPresent(text::append))));
        }

        assertThat(text).hasToString("some words");
        assertThat(broken.code()).contains("upstream_error");
        assertDeliveredIsPaid(EndReason.UPSTREAM_BROKE);
    }

    /** Google charges for the whole answer whoever leaves, so that one is read on. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GEMINI")
    void aStreamThatIsClosedMidwayEndsItsUpstream(Dialect upstream) throws Exception {
        lane(upstream).then(answers(upstream).opening("some ", "words").stall());
        StringBuilder text = new StringBuilder();

        long left;
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(call(upstream).build())) {
            Iterator<ChatCompletionChunk> events = stream.stream().iterator();
            while (!text.toString().equals("some words")) {
                ChatCompletionChunk event = events.next();
                event.choices().forEach(choice -> choice.delta().content().ifPresent(text::append));
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

    private ChatCompletionCreateParams.Builder call(Dialect upstream) {
        return ChatCompletionCreateParams.builder()
                .model(upstreams.model(upstream))
                .addUserMessage("Say something.");
    }

    private static ChatCompletionFunctionTool weather() {
        return ChatCompletionFunctionTool.builder()
                .function(FunctionDefinition.builder()
                        .name("weather")
                        .description("Tells the weather")
                        .parameters(FunctionParameters.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                                .build())
                        .build())
                .build();
    }

    private ChatCompletion streamed(ChatCompletionCreateParams params) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(chunk -> accumulator.accumulate(chunk.validate()));
        }
        return accumulator.chatCompletion();
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
        check.on(json(lane(upstream).only().body()));
    }

    private static void assertUsage(CompletionUsage usage, TokenCounts used) {
        assertThat(usage.promptTokens()).isEqualTo(used.prompt());
        assertThat(usage.completionTokens()).isEqualTo(used.completion());
        assertThat(usage.totalTokens()).isEqualTo(used.prompt() + used.completion());
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

    private static JsonNode json(String text) {
        return Json.read(text);
    }
}
