package ai.ominigate.catalog;

import java.util.List;

/**
 * One version of a model's price. A version never changes: a new price is a new version, and every usage event names
 * the version it was billed by, so that any bill can be computed again to the bit.
 *
 * @param version identifies this version for good
 * @param bands rates by prompt length, ascending; the first starts at 0. The whole call is billed by the last band
 *     whose start the prompt exceeds
 * @param perCallPico pico-dollars charged for each call whatever its length; 0 for most models
 */
public record Price(long version, List<Band> bands, long perCallPico) {

    /** $1 per call, above every price known. */
    public static final long MAX_PICO_PER_CALL = 1_000_000_000_000L;

    private static final long PICO_PER_NANO = 1_000;

    /** Rates for prompts of more than {@code above} tokens (the first band, at 0, for all others). */
    public record Band(long above, Rates rates) {}

    public Price {
        bands = List.copyOf(bands);
        if (bands.isEmpty() || bands.getFirst().above() != 0) {
            throw new IllegalArgumentException("the first band of a price starts at 0");
        }
        for (int i = 1; i < bands.size(); i++) {
            if (bands.get(i).above() <= bands.get(i - 1).above()) {
                throw new IllegalArgumentException("the bands of a price ascend");
            }
        }
        if (perCallPico < 0 || perCallPico > MAX_PICO_PER_CALL) {
            throw new IllegalArgumentException("a price per call lies outside $0 to $1");
        }
    }

    /** The rates for a prompt of this many tokens. */
    public Rates ratesFor(long promptTokens) {
        for (int i = bands.size() - 1; i > 0; i--) {
            if (promptTokens > bands.get(i).above()) {
                return bands.get(i).rates();
            }
        }
        return bands.getFirst().rates();
    }

    /** What one call costs in nano-dollars: exact in pico-dollars, then rounded once, half up. */
    public long costNanos(TokenCounts tokens) {
        return toNanos(Math.addExact(ratesFor(tokens.prompt()).picoDollars(tokens), perCallPico));
    }

    /**
     * What a call can cost at most, in nano-dollars: every token in the dearest class of its side and of the dearest
     * band it could reach.
     */
    public long ceilingNanos(long promptTokens, long completionTokens) {
        long dearest = 0;
        for (Band band : bands) {
            if (band.above() == 0 || promptTokens > band.above()) {
                Rates rates = band.rates();
                dearest = Math.max(
                        dearest,
                        Math.addExact(
                                Math.multiplyExact(promptTokens, rates.dearestInput()),
                                Math.multiplyExact(completionTokens, rates.dearestOutput())));
            }
        }
        return toNanos(Math.addExact(dearest, perCallPico));
    }

    private static long toNanos(long pico) {
        return Math.addExact(pico, PICO_PER_NANO / 2) / PICO_PER_NANO;
    }
}
