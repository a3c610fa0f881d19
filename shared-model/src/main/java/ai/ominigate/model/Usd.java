package ai.ominigate.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigDecimal;

/**
 * An amount of money in US dollars, exact to the nano-dollar. In JSON a decimal string with nine places:
 * {@code "12.340000000"}.
 *
 * @param nanos nano-dollars; below 0 for what is owed
 */
public record Usd(long nanos) implements Comparable<Usd> {

    /** No money. */
    public static final Usd ZERO = new Usd(0);

    private static final int PLACES = 9;
    private static final int LONGEST = 40;

    /**
     * Reads {@code 25}, {@code 25.00} or {@code -0.000000001}.
     *
     * @throws IllegalArgumentException with a sentence, for whatever is no decimal, is finer than a nano-dollar or larger
     *     than nine billion dollars
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Usd parse(String text) {
        if (!text.matches("-?\\d{1," + LONGEST + "}(\\.\\d{1," + LONGEST + "})?")) {
            throw new IllegalArgumentException("An amount is dollars in decimals, as in 25.00.");
        }
        try {
            return new Usd(new BigDecimal(text).movePointRight(PLACES).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "An amount has at most nine decimals and is below nine billion dollars.", e);
        }
    }

    /** The decimal with nine places. */
    @Override
    @JsonValue
    public String toString() {
        return BigDecimal.valueOf(nanos, PLACES).toPlainString();
    }

    @Override
    public int compareTo(Usd other) {
        return Long.compare(nanos, other.nanos);
    }
}
