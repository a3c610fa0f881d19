package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAI's usage object means. Its {@code prompt_tokens} include cached and audio ones, its {@code
 * completion_tokens} include reasoning and audio ones. Providers that copy it differ: DeepSeek tells cached tokens by a
 * field of its own, xAI and Gemini leave reasoning out of {@code completion_tokens}, which shows in {@code total_tokens}.
 *
 * <p>Where parts exceed their whole, the whole is believed.
 */
final class OpenAiUsage {
    private static final long ABSENT = -1;

    /** More than can be believed, and still small enough to be summed. */
    private static final double BEYOND_BELIEF = 1L << 50;

    private long prompt = ABSENT;
    private long completion = ABSENT;
    private long total = ABSENT;
    private long cached = ABSENT;
    private long cacheWrite;
    private long audioInput;
    private long reasoning;
    private long audioOutput;

    private OpenAiUsage() {}

    /**
     * The tokens that a usage object reports, or null if it does not report them: no object, no numbers, or numbers
     * that no model can have used.
     *
     * @param embeddings whether there is no completion to be reported
     */
    @Nullable
    static TokenCounts read(byte[] json, int from, int to, boolean embeddings) {
        OpenAiUsage usage = new OpenAiUsage();
        try (JsonParser parser = Json.FACTORY.createParser(json, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            usage.fields(parser);
        } catch (IOException e) {
            return null;
        }
        return usage.counts(embeddings);
    }

    private void fields(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "prompt_tokens" -> prompt = number(parser);
                case "completion_tokens" -> completion = number(parser);
                case "total_tokens" -> total = number(parser);
                case "prompt_cache_hit_tokens" -> cached = Math.max(cached, number(parser));
                case "prompt_tokens_details" -> {
                    if (value == JsonToken.START_OBJECT) {
                        promptDetails(parser);
                    }
                }
                case "completion_tokens_details" -> {
                    if (value == JsonToken.START_OBJECT) {
                        completionDetails(parser);
                    }
                }
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private void promptDetails(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "cached_tokens" -> cached = Math.max(cached, number(parser));
                case "cache_write_tokens" -> cacheWrite = orZero(number(parser));
                case "audio_tokens" -> audioInput = orZero(number(parser));
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private void completionDetails(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "reasoning_tokens" -> reasoning = orZero(number(parser));
                case "audio_tokens" -> audioOutput = orZero(number(parser));
                default -> {}
            }
            parser.skipChildren();
        }
    }

    /** The current value if it is a number of tokens; everything that is not counts as absent. */
    static long number(JsonParser parser) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            return ABSENT;
        }
        double value = parser.getDoubleValue();
        return value >= 0 ? (long) Math.min(value, BEYOND_BELIEF) : ABSENT;
    }

    private static long orZero(long number) {
        return Math.max(0, number);
    }

    @Nullable
    private TokenCounts counts(boolean embeddings) {
        if (prompt == ABSENT) {
            return null;
        }
        if (completion == ABSENT) {
            if (!embeddings && total == ABSENT) {
                return null;
            }
            completion = embeddings ? 0 : Math.max(0, total - prompt);
        } else if (reasoning > 0 && total == prompt + completion + reasoning) {
            completion += reasoning;
        }
        if (prompt > TokenCounts.MAX_PER_CLASS || completion > TokenCounts.MAX_PER_CLASS) {
            return null;
        }
        long cacheRead = Math.min(orZero(cached), prompt);
        long written = Math.min(cacheWrite, prompt - cacheRead);
        long heard = Math.min(audioInput, prompt - cacheRead - written);
        long thought = Math.min(reasoning, completion);
        long spoken = Math.min(audioOutput, completion - thought);
        return new TokenCounts(
                prompt - cacheRead - written - heard,
                cacheRead,
                written,
                0,
                completion - thought - spoken,
                thought,
                heard,
                spoken);
    }
}
