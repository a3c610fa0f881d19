package ai.ominigate.gateway.relay;

import ai.ominigate.catalog.Price;
import ai.ominigate.catalog.TokenCounts;
import org.jspecify.annotations.Nullable;

/**
 * What a call used and what the customer pays for it.
 *
 * @param estimated whether the tokens are our estimate, because the provider reported none
 */
record Bill(TokenCounts tokens, boolean estimated, long costNanos) {

    private static final long PICO_PER_NANO = 1_000;

    /** Nothing was used. */
    static final Bill NOTHING = new Bill(TokenCounts.ZERO, false, 0);

    /** By what the provider reported; an explicit zero is a zero. */
    static Bill reported(TokenCounts tokens, Price price) {
        return new Bill(tokens, false, price.costNanos(tokens));
    }

    /**
     * By our own estimate.
     *
     * @param prompt what the provider told of the prompt before it fell silent, or null
     */
    static Bill estimated(@Nullable TokenCounts prompt, long likelyPrompt, long output, Price price) {
        TokenCounts tokens = prompt == null
                ? TokenCounts.of(likelyPrompt, output)
                : new TokenCounts(
                        prompt.input(),
                        prompt.cacheRead(),
                        prompt.cacheWrite5m(),
                        prompt.cacheWrite1h(),
                        Math.max(prompt.output(), output),
                        prompt.reasoning(),
                        prompt.audioInput(),
                        prompt.audioOutput());
        return new Bill(tokens, true, price.costNanos(tokens));
    }

    /**
     * As much of it as this money covers. What the caller got beyond, with the piece of the answer in which the money
     * ran out, is our loss and none of its debt.
     */
    Bill within(long nanos, Price price) {
        if (costNanos <= nanos) {
            return this;
        }
        long perToken = price.ratesFor(tokens.prompt()).output();
        // Half a nano-dollar more, so that no rounding brings it back above.
        long beyond =
                perToken == 0 ? 0 : Math.ceilDiv((costNanos - nanos) * PICO_PER_NANO + PICO_PER_NANO / 2, perToken);
        TokenCounts covered = new TokenCounts(
                tokens.input(),
                tokens.cacheRead(),
                tokens.cacheWrite5m(),
                tokens.cacheWrite1h(),
                Math.max(0, tokens.output() - beyond),
                tokens.reasoning(),
                tokens.audioInput(),
                tokens.audioOutput());
        return new Bill(covered, true, price.costNanos(covered));
    }
}
