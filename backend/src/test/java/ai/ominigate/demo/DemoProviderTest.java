package ai.ominigate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.ominigate.Await;
import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoProviderTest {
    private static final String KEY = "demo-secret";

    private DemoProvider provider;
    private OpenAIClient openAi;
    private AnthropicClient anthropic;

    @BeforeEach
    void start() {
        provider = DemoProvider.start(KEY, InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z")));
        openAi = OpenAIOkHttpClient.builder()
                .baseUrl(provider.baseUrl().toString())
                .apiKey(KEY)
                .maxRetries(0)
                .build();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(provider.baseUrl().resolve("/").toString())
                .apiKey(KEY)
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        openAi.close();
        anthropic.close();
        provider.close();
    }

    @Test
    void demoEchoAnswersWithTheLastUserMessage() {
        ChatCompletion answer = openAi.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("demo-echo")
                        .addSystemMessage("Be kind.")
                        .addUserMessage("first")
                        .addAssistantMessage("between")
                        .addUserMessage("Grüße, 世界 👋")
                        .build());

        assertThat(answer.choices().getFirst().message().content()).contains("Grüße, 世界 👋");
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
    }

    @Test
    void fourCharactersAreOneTokenAndTheRestOneMore() {
        var usage = openAi.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("demo-echo")
                        .addSystemMessage("1234")
                        .addUserMessage("12345")
                        .build())
                .usage()
                .orElseThrow();

        assertThat(usage.promptTokens()).isEqualTo(3);
        assertThat(usage.completionTokens()).isEqualTo(2);
        assertThat(usage.totalTokens()).isEqualTo(5);
    }

    @Test
    void demoLoremStreamsAsManyTokensAsItMay() {
        List<ChatCompletionChunk> chunks = streamed(ChatCompletionCreateParams.builder()
                .model("demo-lorem")
                .maxCompletionTokens(5)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .addUserMessage("Tell me a story.")
                .build());

        String text = chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
        assertThat(text).isEqualTo("Lorem ipsum dolor si");
        assertThat(chunks.get(chunks.size() - 2).choices().getFirst().finishReason())
                .contains(ChatCompletionChunk.Choice.FinishReason.LENGTH);
        assertThat(chunks.getLast().usage().orElseThrow().completionTokens()).isEqualTo(5);
    }

    @Test
    void aStreamTellsItsUsageOnlyWhenAsked() {
        List<ChatCompletionChunk> chunks = streamed(ChatCompletionCreateParams.builder()
                .model("demo-echo")
                .addUserMessage("hello")
                .build());

        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.usage()).isEmpty());
    }

    @Test
    void anthropicsDialectAnswersTheSame() {
        Message answer = anthropic.messages().create(messageTo("demo-echo").build());

        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Say it back.");
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().inputTokens()).isEqualTo(3);
        assertThat(answer.usage().outputTokens()).isEqualTo(3);
    }

    @Test
    void anthropicsDialectStreamsTheSame() {
        try (var stream = anthropic
                .messages()
                .createStreaming(messageTo("demo-lorem").maxTokens(3).build())) {
            var events = stream.stream().toList();

            assertThat(events.getFirst().isMessageStart()).isTrue();
            assertThat(events.stream()
                            .filter(event -> event.isContentBlockDelta())
                            .map(event ->
                                    event.asContentBlockDelta().delta().asText().text())
                            .collect(Collectors.joining()))
                    .isEqualTo("Lorem ipsum ");
            assertThat(events.stream()
                            .filter(event -> event.isMessageDelta())
                            .map(event -> event.asMessageDelta().usage().outputTokens()))
                    .containsExactly(3L);
            assertThat(events.getLast().isMessageStop()).isTrue();
        }
    }

    @Test
    void anAbandonedStreamEnds() {
        try (var stream = openAi.chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("demo-lorem")
                        .addUserMessage("Tell me a story.")
                        .build())) {
            assertThat(stream.stream().findFirst()).isPresent();
            assertThat(provider.busy()).isEqualTo(1);
        }

        Await.until("the provider stops generating", () -> provider.busy() == 0);
    }

    @Test
    void textsWithWordsInCommonLieCloserTogether() {
        List<List<Float>> vectors = openAi
                .embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("demo-embed")
                        .inputOfArrayOfStrings(List.of("the green tree", "a green tree", "income tax"))
                        .build())
                .data()
                .stream()
                .map(item -> item.embedding())
                .toList();

        assertThat(product(vectors.get(0), vectors.get(0))).isBetween(0.999, 1.001);
        assertThat(product(vectors.get(0), vectors.get(1))).isGreaterThan(product(vectors.get(0), vectors.get(2)));
    }

    @Test
    void modelsAreListed() {
        assertThat(openAi.models().list().data())
                .extracting(model -> model.id())
                .containsExactly("demo-echo", "demo-lorem", "demo-embed");
    }

    @Test
    void aModelItDoesNotHaveIsNotFound() {
        assertThatThrownBy(() -> openAi.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model("gpt-9")
                                .addUserMessage("hello")
                                .build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void anotherKeyIsRefused() {
        assertThatThrownBy(() -> openAi.withOptions(options -> options.apiKey("another"))
                        .models()
                        .list())
                .isInstanceOf(UnauthorizedException.class);
    }

    private static MessageCreateParams.Builder messageTo(String model) {
        return MessageCreateParams.builder().model(model).maxTokens(100).addUserMessage("Say it back.");
    }

    private List<ChatCompletionChunk> streamed(ChatCompletionCreateParams params) {
        try (StreamResponse<ChatCompletionChunk> stream =
                openAi.chat().completions().createStreaming(params)) {
            return stream.stream().toList();
        }
    }

    private static double product(List<Float> one, List<Float> other) {
        double sum = 0;
        for (int i = 0; i < one.size(); i++) {
            sum += one.get(i) * other.get(i);
        }
        return sum;
    }
}
