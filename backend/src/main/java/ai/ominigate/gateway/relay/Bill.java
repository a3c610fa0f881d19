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

    /** What was used, but at our cost: an answer with no output and an error end is free. */
    Bill free() {
        return new Bill(tokens, estimated, 0);
    }
}
