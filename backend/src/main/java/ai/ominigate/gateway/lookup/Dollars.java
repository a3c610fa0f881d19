package ai.ominigate.gateway.lookup;

import ai.ominigate.model.Usd;
import java.math.BigDecimal;

/** Money in the two forms that look-ups have: exact strings, and the JSON numbers that OpenRouter's users read. */
final class Dollars {
    private static final int NANO_PLACES = 9;
    private static final int PICO_PER_TOKEN_PLACES = 6;
    private static final int PICO_PLACES = 12;
    private static final int FEWEST_PLACES = 2;

    private Dollars() {}

    /** With nine places. */
    static String exact(long nanos) {
        return new Usd(nanos).toString();
    }

    /** A decimal without trailing zeros, but for one: {@code 25.0}. */
    static BigDecimal number(long nanos) {
        return trimmed(BigDecimal.valueOf(nanos, NANO_PLACES), 1);
    }

    /** Dollars per million tokens, of a rate in pico-dollars per token: {@code 2.50}. */
    static String perMillion(long picoPerToken) {
        return trimmed(BigDecimal.valueOf(picoPerToken, PICO_PER_TOKEN_PLACES), FEWEST_PLACES)
                .toPlainString();
    }

    /** Dollars per call: {@code 0.012}. */
    static String perCall(long pico) {
        return trimmed(BigDecimal.valueOf(pico, PICO_PLACES), FEWEST_PLACES).toPlainString();
    }

    private static BigDecimal trimmed(BigDecimal amount, int fewestPlaces) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() < fewestPlaces ? stripped.setScale(fewestPlaces) : stripped;
    }
}
