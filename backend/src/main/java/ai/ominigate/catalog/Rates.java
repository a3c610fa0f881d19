package ai.ominigate.catalog;

/**
 * The price of each token class in pico-dollars per token, which is micro-dollars per million tokens: $0.0375 per
 * million is exactly 37 500.
 *
 * <p>A class without a price of its own is billed as the class it would otherwise be part of (cached and audio input
 * as input, reasoning and audio output as output); whoever builds this record resolves that, so every rate is set.
 */
public record Rates(
        long input,
        long cacheRead,
        long cacheWrite5m,
        long cacheWrite1h,
        long output,
        long reasoning,
        long audioInput,
        long audioOutput) {

    /** $1,000 per million tokens, above every price known; keeps every product inside a {@code long}. */
    public static final long MAX_PICO_PER_TOKEN = 1_000_000_000L;

    public Rates {
        check(input);
        check(cacheRead);
        check(cacheWrite5m);
        check(cacheWrite1h);
        check(output);
        check(reasoning);
        check(audioInput);
        check(audioOutput);
    }

    private static void check(long rate) {
        if (rate < 0 || rate > MAX_PICO_PER_TOKEN) {
            throw new IllegalArgumentException("a rate lies outside $0 to $1,000 per million tokens: " + rate);
        }
    }

    /** The cost of these tokens in pico-dollars. */
    public long picoDollars(TokenCounts tokens) {
        long sum = Math.multiplyExact(tokens.input(), input);
        sum = Math.addExact(sum, Math.multiplyExact(tokens.cacheRead(), cacheRead));
        sum = Math.addExact(sum, Math.multiplyExact(tokens.cacheWrite5m(), cacheWrite5m));
        sum = Math.addExact(sum, Math.multiplyExact(tokens.cacheWrite1h(), cacheWrite1h));
        sum = Math.addExact(sum, Math.multiplyExact(tokens.output(), output));
        sum = Math.addExact(sum, Math.multiplyExact(tokens.reasoning(), reasoning));
        sum = Math.addExact(sum, Math.multiplyExact(tokens.audioInput(), audioInput));
        return Math.addExact(sum, Math.multiplyExact(tokens.audioOutput(), audioOutput));
    }

    /** The dearest way a prompt token can be billed. */
    public long dearestInput() {
        return Math.max(Math.max(input, cacheRead), Math.max(Math.max(cacheWrite5m, cacheWrite1h), audioInput));
    }

    /** The dearest way an answer token can be billed. */
    public long dearestOutput() {
        return Math.max(output, Math.max(reasoning, audioOutput));
    }
}
