package ai.ominigate.catalog;

/**
 * What one call consumed, in disjoint classes: no token is counted in two of them. Provider dialects map their own
 * usage fields to these, because OpenAI's {@code prompt_tokens} include cached ones and Anthropic's {@code
 * input_tokens} do not.
 *
 * @param input input tokens that came from no cache and are not audio
 * @param cacheRead input tokens read from the provider's prompt cache
 * @param cacheWrite5m input tokens written to a prompt cache that lives five minutes (or has no stated life)
 * @param cacheWrite1h input tokens written to a prompt cache that lives an hour
 * @param output output tokens that are neither reasoning nor audio
 * @param reasoning output tokens spent on reasoning, where the provider tells them apart
 * @param audioInput input tokens of audio
 * @param audioOutput output tokens of audio
 */
public record TokenCounts(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long output,
        long reasoning,
        long audioInput,
        long audioOutput) {

    /** Nothing consumed. */
    public static final TokenCounts ZERO = new TokenCounts(0, 0, 0, 0, 0, 0, 0, 0);

    /** More tokens than any model has of any class; a count above it is a provider's mistake, not usage. */
    public static final long MAX_PER_CLASS = 1_000_000_000L;

    public TokenCounts {
        check(input);
        check(cacheRead);
        check(cacheWrite5m);
        check(cacheWrite1h);
        check(output);
        check(reasoning);
        check(audioInput);
        check(audioOutput);
    }

    private static void check(long tokens) {
        if (tokens < 0 || tokens > MAX_PER_CLASS) {
            throw new IllegalArgumentException("a token count lies outside 0 to " + MAX_PER_CLASS + ": " + tokens);
        }
    }

    /** Counts of a call of which only input and output are known. */
    public static TokenCounts of(long input, long output) {
        return new TokenCounts(input, 0, 0, 0, output, 0, 0, 0);
    }

    /** All input, from caches or not: what a price by prompt length looks at. */
    public long prompt() {
        return input + cacheRead + cacheWrite5m + cacheWrite1h + audioInput;
    }

    /** All output: text, reasoning and audio. */
    public long completion() {
        return output + reasoning + audioOutput;
    }
}
