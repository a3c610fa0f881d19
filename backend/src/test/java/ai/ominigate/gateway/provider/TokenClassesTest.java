package ai.ominigate.gateway.provider;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.catalog.TokenCounts;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenClassesTest {

    @Test
    void openAisPartsAreSubtractedFromTheirWholes() {
        assertThat(openAi("""
                {"prompt_tokens":100,"completion_tokens":50,"total_tokens":150,
                 "prompt_tokens_details":{"cached_tokens":60,"audio_tokens":10,"cache_write_tokens":5},
                 "completion_tokens_details":{"reasoning_tokens":30,"audio_tokens":4,"accepted_prediction_tokens":2}}""")).isEqualTo(new TokenCounts(25, 60, 5, 0, 16, 30, 10, 4));
    }

    @Test
    void anExplicitZeroIsAZero() {
        assertThat(openAi("{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}"))
                .isEqualTo(TokenCounts.ZERO);
        assertThat(anthropic("{\"input_tokens\":0,\"output_tokens\":0}")).isEqualTo(TokenCounts.ZERO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"prompt_tokens\":null,\"completion_tokens\":null}",
                "{\"prompt_tokens\":5}",
                "{\"prompt_tokens\":\"5\",\"completion_tokens\":\"6\"}",
                "{\"prompt_tokens\":-5,\"completion_tokens\":6}",
                "{\"prompt_tokens\":5,\"completion_tokens\":1e300}",
                "{\"prompt_tokens\":9999999999999999999999,\"completion_tokens\":1}",
                "[]",
                "5"
            })
    void whatDoesNotReportUsageIsNoUsage(String usage) {
        assertThat(openAi(usage)).isNull();
    }

    @Test
    void deepSeeksCacheHitsAreCached() {
        assertThat(openAi("{\"prompt_tokens\":100,\"completion_tokens\":5,\"prompt_cache_hit_tokens\":64,"
                        + "\"prompt_cache_miss_tokens\":36}"))
                .isEqualTo(new TokenCounts(36, 64, 0, 0, 5, 0, 0, 0));
    }

    @Test
    void reasoningOutsideOfTheCompletionShowsInTheTotal() {
        assertThat(openAi("{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":35,"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":20}}"))
                .isEqualTo(new TokenCounts(10, 0, 0, 0, 5, 20, 0, 0));
    }

    @Test
    void embeddingsHaveNoCompletion() {
        byte[] usage = "{\"prompt_tokens\":8,\"total_tokens\":8}".getBytes(UTF_8);

        assertThat(OpenAiUsage.read(usage, 0, usage.length, true)).isEqualTo(TokenCounts.of(8, 0));
    }

    @Test
    void anthropicsCacheTokensStandBesideItsInput() {
        assertThat(anthropic("""
                {"input_tokens":7,"cache_read_input_tokens":100,"cache_creation_input_tokens":50,
                 "cache_creation":{"ephemeral_5m_input_tokens":20,"ephemeral_1h_input_tokens":30},
                 "output_tokens":9,"output_tokens_details":{"thinking_tokens":4}}""")).isEqualTo(new TokenCounts(7, 100, 20, 30, 5, 4, 0, 0));
        assertThat(anthropic("{\"input_tokens\":7,\"cache_creation_input_tokens\":50,\"output_tokens\":9}"))
                .isEqualTo(new TokenCounts(7, 0, 50, 0, 9, 0, 0, 0));
        assertThat(
                        anthropic(
                                "{\"input_tokens\":7,\"cache_creation\":{\"ephemeral_1h_input_tokens\":30},\"output_tokens\":9}"))
                .isEqualTo(new TokenCounts(7, 0, 0, 30, 9, 0, 0, 0));
    }

    @Test
    void aLaterReportReplacesWhatItTellsAgainAndKeepsTheRest() {
        AnthropicUsage usage = new AnthropicUsage();
        report(usage, "{\"input_tokens\":5,\"cache_read_input_tokens\":3,\"output_tokens\":1}");
        usage.forgetOutput();
        assertThat(usage.counts()).isNull();
        assertThat(usage.promptCounts()).isEqualTo(new TokenCounts(5, 3, 0, 0, 0, 0, 0, 0));

        report(usage, "{\"input_tokens\":8,\"cache_read_input_tokens\":null,\"output_tokens\":20}");
        report(usage, "{\"output_tokens\":30}");

        assertThat(usage.counts()).isEqualTo(new TokenCounts(8, 3, 0, 0, 30, 0, 0, 0));
    }

    @Test
    void geminisCachedTokensAreInItsPromptAndItsThoughtsBesideItsCandidates() {
        assertThat(gemini("""
                {"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":20,"thoughtsTokenCount":30,
                 "totalTokenCount":150}""")).isEqualTo(new TokenCounts(40, 60, 0, 0, 20, 30, 0, 0));
    }

    @Test
    void geminisDetailsTellWhatWasAudio() {
        assertThat(gemini("""
                {"promptTokenCount":100,"cachedContentTokenCount":60,"candidatesTokenCount":20,"totalTokenCount":120,
                 "promptTokensDetails":[{"modality":"TEXT","tokenCount":70},{"modality":"AUDIO","tokenCount":30}],
                 "cacheTokensDetails":[{"tokenCount":10,"modality":"AUDIO"},{"modality":"TEXT","tokenCount":50}],
                 "candidatesTokensDetails":[{"modality":"AUDIO","tokenCount":5}]}""")).isEqualTo(new TokenCounts(20, 60, 0, 0, 15, 0, 20, 5));
    }

    @Test
    void geminiLeavesOutWhatIsZero() {
        assertThat(gemini("{\"promptTokenCount\":9,\"totalTokenCount\":9}")).isEqualTo(TokenCounts.of(9, 0));
        assertThat(gemini("{\"promptTokenCount\":6,\"totalTokenCount\":20,\"thoughtsTokenCount\":14}"))
                .isEqualTo(new TokenCounts(6, 0, 0, 0, 0, 14, 0, 0));
    }

    @Test
    void geminisToolsReadPartOfThePrompt() {
        assertThat(gemini("{\"promptTokenCount\":55,\"candidatesTokenCount\":51,\"totalTokenCount\":251,"
                        + "\"toolUsePromptTokenCount\":89,\"thoughtsTokenCount\":56}"))
                .isEqualTo(new TokenCounts(144, 0, 0, 0, 51, 56, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"trafficType\":\"ON_DEMAND\"}",
                "{\"promptTokenCount\":5}",
                "{\"promptTokenCount\":-5,\"candidatesTokenCount\":6}",
                "{\"promptTokenCount\":5,\"candidatesTokenCount\":1e300}",
                "[]"
            })
    void whatDoesNotReportGeminisUsageIsNone(String usage) {
        assertThat(gemini(usage)).isNull();
    }

    @Test
    void geminisEmbeddingsHaveAPromptOnly() {
        byte[] usage = "{\"promptTokenCount\":12}".getBytes(UTF_8);

        assertThat(GeminiUsage.readPrompt(usage, 0, usage.length)).isEqualTo(TokenCounts.of(12, 0));
    }

    @Property
    void geminisClassesAreDisjointAndSumToTheTotals(
            @ForAll @LongRange(min = 0, max = 2_000) long prompt,
            @ForAll @LongRange(min = 0, max = 2_000) long candidates,
            @ForAll @LongRange(min = 0, max = 2_000) long thoughts,
            @ForAll @LongRange(min = -5, max = 3_000) long cached,
            @ForAll @LongRange(min = -5, max = 3_000) long heard,
            @ForAll @LongRange(min = -5, max = 3_000) long spoken) {
        TokenCounts counts = requireNonNull(gemini("{\"promptTokenCount\":" + prompt + ",\"candidatesTokenCount\":"
                + candidates + ",\"thoughtsTokenCount\":" + thoughts + ",\"cachedContentTokenCount\":" + cached
                + ",\"promptTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":" + heard
                + "}],\"candidatesTokensDetails\":[{\"modality\":\"AUDIO\",\"tokenCount\":" + spoken + "}]}"));

        assertThat(counts.prompt()).isEqualTo(prompt);
        assertThat(counts.completion()).isEqualTo(candidates + thoughts);
    }

    @Property
    void openAisClassesAreDisjointAndSumToTheTotals(
            @ForAll @LongRange(min = 0, max = 2_000) long prompt,
            @ForAll @LongRange(min = 0, max = 2_000) long completion,
            @ForAll @LongRange(min = -5, max = 3_000) long cached,
            @ForAll @LongRange(min = -5, max = 3_000) long written,
            @ForAll @LongRange(min = -5, max = 3_000) long heard,
            @ForAll @LongRange(min = -5, max = 3_000) long reasoning,
            @ForAll @LongRange(min = -5, max = 3_000) long spoken) {
        TokenCounts counts = requireNonNull(openAi("{\"prompt_tokens\":" + prompt + ",\"completion_tokens\":"
                + completion
                + ",\"prompt_tokens_details\":{\"cached_tokens\":" + cached + ",\"cache_write_tokens\":" + written
                + ",\"audio_tokens\":" + heard + "},\"completion_tokens_details\":{\"reasoning_tokens\":" + reasoning
                + ",\"audio_tokens\":" + spoken + "}}"));

        assertThat(counts.prompt()).isEqualTo(prompt);
        assertThat(counts.completion()).isEqualTo(completion);
    }

    @Property
    void anthropicsClassesAreDisjointAndSumToTheTotals(
            @ForAll @LongRange(min = 0, max = 2_000) long input,
            @ForAll @LongRange(min = 0, max = 2_000) long read,
            @ForAll @LongRange(min = 0, max = 2_000) long written,
            @ForAll @LongRange(min = -5, max = 3_000) long hour,
            @ForAll @LongRange(min = 0, max = 2_000) long output,
            @ForAll @LongRange(min = -5, max = 3_000) long thinking) {
        TokenCounts counts = requireNonNull(anthropic("{\"input_tokens\":" + input + ",\"cache_read_input_tokens\":"
                + read
                + ",\"cache_creation_input_tokens\":" + written + ",\"cache_creation\":{\"ephemeral_1h_input_tokens\":"
                + hour + "},\"output_tokens\":" + output + ",\"output_tokens_details\":{\"thinking_tokens\":" + thinking
                + "}}"));

        assertThat(counts.prompt()).isEqualTo(input + read + written);
        assertThat(counts.completion()).isEqualTo(output);
    }

    @Nullable
    private static TokenCounts openAi(String usage) {
        byte[] json = usage.getBytes(UTF_8);
        return OpenAiUsage.read(json, 0, json.length, false);
    }

    @Nullable
    private static TokenCounts anthropic(String usage) {
        AnthropicUsage read = new AnthropicUsage();
        report(read, usage);
        return read.counts();
    }

    @Nullable
    private static TokenCounts gemini(String usage) {
        byte[] json = usage.getBytes(UTF_8);
        return GeminiUsage.read(json, 0, json.length);
    }

    private static void report(AnthropicUsage usage, String json) {
        byte[] bytes = json.getBytes(UTF_8);
        usage.report(bytes, 0, bytes.length);
    }
}
