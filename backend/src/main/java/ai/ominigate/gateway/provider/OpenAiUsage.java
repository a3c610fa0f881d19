package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.JsonScan;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What OpenAI's usage object means. Its {@code prompt_tokens} include cached and audio ones, its {@code
 * completion_tokens} include reasoning and audio ones. Providers that copy it differ: DeepSeek tells cached tokens by a
 * field of its own, xAI and Gemini leave reasoning out of {@code completion_tokens}, which shows in {@code total_tokens}.
 *
 * <p>Where parts exceed their whole, the whole is believed.
 */
final class OpenAiUsage implements JsonScan.Fields {
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

    private final int end;
    private Details details = Details.NONE;

    /** Of what the object that is being read tells the parts. */
    private enum Details {
        NONE,
        OF_PROMPT,
        OF_COMPLETION
    }

    private OpenAiUsage(int end) {
        this.end = end;
    }

    /**
     * The tokens that a usage object reports, or null if it does not report them: no object, no numbers, or numbers
     * that no model can have used.
     *
     * @param embeddings whether there is no completion to be reported
     */
    @Nullable
    static TokenCounts read(byte[] json, int from, int to, boolean embeddings) {
        OpenAiUsage usage = new OpenAiUsage(to);
        if (json[from] != '{' || !new JsonScan().scan(json, from, to, usage)) {
            return null;
        }
        return usage.counts(embeddings);
    }

    @Override
    public boolean field(byte[] json, int depth, int keyFrom, int keyTo, int valueFrom) {
        if (depth == 1) {
            field(json, keyFrom, keyTo, valueFrom);
        } else if (depth == 2 && details == Details.OF_PROMPT) {
            promptDetail(json, keyFrom, keyTo, valueFrom);
        } else if (depth == 2 && details == Details.OF_COMPLETION) {
            completionDetail(json, keyFrom, keyTo, valueFrom);
        }
        return false;
    }

    private void field(byte[] json, int keyFrom, int keyTo, int valueFrom) {
        details = Details.NONE;
        if (JsonScan.is(json, keyFrom, keyTo, "prompt_tokens")) {
            prompt = number(json, valueFrom);
        } else if (JsonScan.is(json, keyFrom, keyTo, "completion_tokens")) {
            completion = number(json, valueFrom);
        } else if (JsonScan.is(json, keyFrom, keyTo, "total_tokens")) {
            total = number(json, valueFrom);
        } else if (JsonScan.is(json, keyFrom, keyTo, "prompt_cache_hit_tokens")) {
            cached = Math.max(cached, number(json, valueFrom));
        } else if (JsonScan.is(json, keyFrom, keyTo, "prompt_tokens_details")) {
            details = Details.OF_PROMPT;
        } else if (JsonScan.is(json, keyFrom, keyTo, "completion_tokens_details")) {
            details = Details.OF_COMPLETION;
        }
    }

    private void promptDetail(byte[] json, int keyFrom, int keyTo, int valueFrom) {
        if (JsonScan.is(json, keyFrom, keyTo, "cached_tokens")) {
            cached = Math.max(cached, number(json, valueFrom));
        } else if (JsonScan.is(json, keyFrom, keyTo, "cache_write_tokens")) {
            cacheWrite = orZero(number(json, valueFrom));
        } else if (JsonScan.is(json, keyFrom, keyTo, "audio_tokens")) {
            audioInput = orZero(number(json, valueFrom));
        }
    }

    private void completionDetail(byte[] json, int keyFrom, int keyTo, int valueFrom) {
        if (JsonScan.is(json, keyFrom, keyTo, "reasoning_tokens")) {
            reasoning = orZero(number(json, valueFrom));
        } else if (JsonScan.is(json, keyFrom, keyTo, "audio_tokens")) {
            audioOutput = orZero(number(json, valueFrom));
        }
    }

    private long number(byte[] json, int from) {
        return tokens(JsonScan.number(json, from, end));
    }

    /** The current value if it is a number of tokens; everything that is not counts as absent. */
    static long number(JsonParser parser) throws IOException {
        return parser.currentToken().isNumeric() ? tokens(parser.getDoubleValue()) : ABSENT;
    }

    private static long tokens(double value) {
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
