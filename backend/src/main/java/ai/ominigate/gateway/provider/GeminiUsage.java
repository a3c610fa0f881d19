package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What Gemini's {@code usageMetadata} means. Its {@code promptTokenCount} includes cached tokens, its {@code
 * candidatesTokenCount} does not include thoughts, and the details tell which of either were audio. Counts of zero are
 * left out. Each chunk of a stream reports all that was used so far: the last one counts.
 *
 * <p>Where parts exceed their whole, the whole is believed.
 *
 * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">Google's reference of UsageMetadata</a>
 */
final class GeminiUsage {
    private static final long ABSENT = -1;

    private long prompt = ABSENT;
    private long candidates = ABSENT;
    private long total = ABSENT;
    private long cached;
    private long thoughts;
    private long toolPrompt;
    private long audioPrompt;
    private long audioCached;
    private long audioOutput;

    private GeminiUsage() {}

    /** The tokens that it reports, or null if it does not report them believably. */
    @Nullable
    static TokenCounts read(byte[] json, int from, int to) {
        GeminiUsage usage = new GeminiUsage();
        return usage.parse(json, from, to) ? usage.counts() : null;
    }

    /** The tokens that embeddings report, of which there are only those of the prompt; null if it does not report them. */
    @Nullable
    static TokenCounts readPrompt(byte[] json, int from, int to) {
        GeminiUsage usage = new GeminiUsage();
        if (!usage.parse(json, from, to)) {
            return null;
        }
        usage.candidates = 0;
        usage.thoughts = 0;
        return usage.counts();
    }

    private boolean parse(byte[] json, int from, int to) {
        try (JsonParser parser = Json.FACTORY.createParser(json, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            fields(parser);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void fields(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "promptTokenCount" -> prompt = OpenAiUsage.number(parser);
                case "candidatesTokenCount" -> candidates = OpenAiUsage.number(parser);
                case "totalTokenCount" -> total = OpenAiUsage.number(parser);
                case "cachedContentTokenCount" -> cached = orZero(OpenAiUsage.number(parser));
                case "thoughtsTokenCount" -> thoughts = orZero(OpenAiUsage.number(parser));
                case "toolUsePromptTokenCount" -> toolPrompt = orZero(OpenAiUsage.number(parser));
                case "promptTokensDetails" -> audioPrompt = audio(parser);
                case "cacheTokensDetails" -> audioCached = audio(parser);
                case "candidatesTokensDetails" -> audioOutput = audio(parser);
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private static long orZero(long number) {
        return Math.max(0, number);
    }

    /** The tokens of audio in the list of modalities that begins here. */
    private static long audio(JsonParser parser) throws IOException {
        long audio = 0;
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return audio;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                audio += audioOf(parser);
            }
            parser.skipChildren();
        }
        return audio;
    }

    private static long audioOf(JsonParser parser) throws IOException {
        boolean isAudio = false;
        long tokens = 0;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("modality")) {
                isAudio = value == JsonToken.VALUE_STRING && parser.getText().equals("AUDIO");
            } else if (name.equals("tokenCount")) {
                tokens = orZero(OpenAiUsage.number(parser));
            }
            parser.skipChildren();
        }
        return isAudio ? tokens : 0;
    }

    @Nullable
    private TokenCounts counts() {
        if (prompt == ABSENT) {
            return null;
        }
        if (candidates == ABSENT) {
            if (total == ABSENT) {
                return null;
            }
            candidates = Math.max(0, total - prompt - toolPrompt - thoughts);
        }
        if (isBeyondBelief(prompt + toolPrompt) || isBeyondBelief(candidates) || isBeyondBelief(thoughts)) {
            return null;
        }
        long cacheRead = Math.min(cached, prompt);
        long heard = Math.min(orZero(audioPrompt - audioCached), prompt - cacheRead);
        long spoken = Math.min(audioOutput, candidates);
        return new TokenCounts(
                prompt - cacheRead - heard + toolPrompt, cacheRead, 0, 0, candidates - spoken, thoughts, heard, spoken);
    }

    private static boolean isBeyondBelief(long tokens) {
        return tokens > TokenCounts.MAX_PER_CLASS;
    }
}
