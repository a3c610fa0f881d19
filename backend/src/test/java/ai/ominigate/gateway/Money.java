package ai.ominigate.gateway;

import ai.ominigate.catalog.TokenCounts;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** What calls must cost, computed apart from the code under test, from the price list that {@link Upstreams} writes. */
final class Money {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int NANO_DIGITS = 9;

    private Money() {}

    static long costNanos(TokenCounts used) {
        BigDecimal microDollars = priced(used.input(), "input")
                .add(priced(used.cacheRead(), "cached-input"))
                .add(priced(used.cacheWrite5m() + used.cacheWrite1h(), "cache-write"))
                .add(priced(used.output() + used.reasoning(), "output"));
        return nanos(microDollars.divide(MILLION));
    }

    private static BigDecimal priced(long tokens, String unit) {
        return new BigDecimal(String.valueOf(Upstreams.PRICE.get(unit))).multiply(BigDecimal.valueOf(tokens));
    }

    static long nanos(BigDecimal dollars) {
        return dollars.movePointRight(NANO_DIGITS)
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    static BigDecimal dollars(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS);
    }
}
