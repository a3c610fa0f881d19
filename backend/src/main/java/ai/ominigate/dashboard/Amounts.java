package ai.ominigate.dashboard;

import java.math.BigDecimal;

/** Reads, and writes, amounts as people write them into forms. */
final class Amounts {
    private static final int NANO_PLACES = 9;

    private Amounts() {}

    /** Nano-dollars as they would be typed. */
    static String typed(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_PLACES).stripTrailingZeros().toPlainString();
    }

    /**
     * Nano-dollars of {@code 5}, {@code $1,000} or {@code 0.50}.
     *
     * @throws IllegalArgumentException if it is no amount above zero, or finer than a nano-dollar
     */
    static long dollars(String typed) {
        try {
            long nanos = new BigDecimal(typed.strip().replace("$", "").replace(",", ""))
                    .movePointRight(NANO_PLACES)
                    .longValueExact();
            if (nanos > 0) {
                return nanos;
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("this is no amount", e);
        }
        throw new IllegalArgumentException("an amount is above zero");
    }
}
