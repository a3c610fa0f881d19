package ai.ominigate.gateway.provider;

import ai.ominigate.catalog.TokenCounts;
import ai.ominigate.gateway.wire.Json;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What Anthropic's usage objects mean. {@code input_tokens} are those beside the ones read from and written to a cache;
 * {@code output_tokens} include thinking. A stream reports several times: each report is cumulative, so a field that is
 * told again replaces what was told before and nothing is ever summed.
 */
final class AnthropicUsage {
    private static final long ABSENT = -1;

    private long input = ABSENT;
    private long cacheRead = ABSENT;
    private long cacheWrite = ABSENT;
    private long cacheWrite5m = ABSENT;
    private long cacheWrite1h = ABSENT;
    private long output = ABSENT;
    private long thinking = ABSENT;

    /** Takes in one more usage object. */
    void report(byte[] json, int from, int to) {
        try (JsonParser parser = Json.FACTORY.createParser(json, from, to - from)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                fields(parser);
            }
        } catch (IOException e) {
            // The range was scanned before, so this is a number or a name beyond all limits: what came before it
            // counts.
            return;
        }
    }

    private void fields(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (name) {
                case "input_tokens" -> input = told(parser, input);
                case "output_tokens" -> output = told(parser, output);
                case "cache_read_input_tokens" -> cacheRead = told(parser, cacheRead);
                case "cache_creation_input_tokens" -> cacheWrite = told(parser, cacheWrite);
                case "cache_creation", "output_tokens_details" -> {
                    if (value == JsonToken.START_OBJECT) {
                        details(parser);
                    }
                }
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private void details(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            switch (name) {
                case "ephemeral_5m_input_tokens" -> cacheWrite5m = told(parser, cacheWrite5m);
                case "ephemeral_1h_input_tokens" -> cacheWrite1h = told(parser, cacheWrite1h);
                case "thinking_tokens" -> thinking = told(parser, thinking);
                default -> {}
            }
            parser.skipChildren();
        }
    }

    private static long told(JsonParser parser, long before) throws IOException {
        long number = OpenAiUsage.number(parser);
        return number == ABSENT ? before : number;
    }

    /** Forgets the output of a first report, which is a placeholder. */
    void forgetOutput() {
        output = ABSENT;
        thinking = ABSENT;
    }

    /** Everything that was used, or null if input or output was not reported believably. */
    @Nullable
    TokenCounts counts() {
        return output == ABSENT ? null : counts(output, Math.min(output, Math.max(0, thinking)));
    }

    /** What the prompt used, or null if that was not reported believably. */
    @Nullable
    TokenCounts promptCounts() {
        return counts(0, 0);
    }

    @Nullable
    private TokenCounts counts(long allOutput, long reasoning) {
        if (input == ABSENT) {
            return null;
        }
        long details = Math.max(0, cacheWrite5m) + Math.max(0, cacheWrite1h);
        long written = cacheWrite == ABSENT ? details : cacheWrite;
        long hour = Math.min(written, Math.max(0, cacheWrite1h));
        if (isBeyondBelief(input)
                || isBeyondBelief(cacheRead)
                || isBeyondBelief(written)
                || isBeyondBelief(allOutput)) {
            return null;
        }
        return new TokenCounts(
                input, Math.max(0, cacheRead), written - hour, hour, allOutput - reasoning, reasoning, 0, 0);
    }

    private static boolean isBeyondBelief(long tokens) {
        return tokens > TokenCounts.MAX_PER_CLASS;
    }
}
