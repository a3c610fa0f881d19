package ai.ominigate.gateway.relay;

import ai.ominigate.catalog.Model;
import ai.ominigate.gateway.wire.Format;
import ai.ominigate.gateway.wire.RequestPeek;

/**
 * What a call may use, thought out before it is made.
 *
 * @param prompt tokens of its prompt, rather too many than too few
 * @param likelyPrompt tokens of its prompt, as near as bytes can tell: what is billed where a provider reports nothing
 * @param output tokens of all its answers together that money is held for
 * @param learned whether {@code output} is a guess from past calls, which a longer answer may outgrow, rather than a
 *     bound that the provider keeps
 */
record Estimate(long prompt, long likelyPrompt, long output, boolean learned) {

    /** Bytes of text to a token. English has about four, code and other scripts fewer. */
    private static final int BYTES_PER_TOKEN = 4;

    private static final int BYTES_PER_TOKEN_AT_LEAST = 3;

    /** A large image at OpenAI and Anthropic; each bills by tiles, up to about this. */
    private static final long TOKENS_PER_IMAGE = 1_600;

    /** Roles, separators and the like that providers add to each call. */
    private static final long OVERHEAD = 32;

    private static final long MOST_OUTPUT = 1_000_000;

    static Estimate of(Format format, RequestPeek peek, Model model, long expectedOutput) {
        long images = peek.images() * TOKENS_PER_IMAGE;
        long prompt = bounded(OVERHEAD + images + ceilDiv(peek.textBytes(), BYTES_PER_TOKEN_AT_LEAST), model);
        long likely = bounded(images + ceilDiv(peek.textBytes(), BYTES_PER_TOKEN), model);
        if (format == Format.OPENAI_EMBEDDINGS) {
            return new Estimate(prompt, likely, 0, false);
        }
        long ceiling = model.maxOutput() > 0 ? model.maxOutput() : MOST_OUTPUT;
        boolean learned = peek.maxOutput() < 0;
        long each = Math.min(ceiling, learned ? expectedOutput : peek.maxOutput());
        return new Estimate(prompt, likely, each * peek.choices(), learned);
    }

    /** No prompt is longer than the model can read. */
    private static long bounded(long tokens, Model model) {
        return model.contextWindow() > 0 ? Math.min(tokens, model.contextWindow()) : tokens;
    }

    private static long ceilDiv(long dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    /** With room for a longer answer. */
    Estimate withOutput(long tokens) {
        return new Estimate(prompt, likelyPrompt, tokens, learned);
    }
}
