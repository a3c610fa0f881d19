package ai.ominigate.console.view;

import ai.ominigate.model.Usd;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.Locale;

/** Money and counts as people read them. */
public final class Amounts {

    private static final int PLACES = 9;

    private Amounts() {}

    /** {@code $1,234.50}; below a cent as many places as it takes to be exact. */
    public static String words(Usd amount, Locale locale) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(2);
        format.setMaximumFractionDigits(PLACES);
        BigDecimal dollars = BigDecimal.valueOf(amount.nanos(), PLACES);
        return (dollars.signum() < 0 ? "−$" : "$") + format.format(dollars.abs());
    }

    /** {@code 1,234,567}. */
    public static String words(long count, Locale locale) {
        return NumberFormat.getIntegerInstance(locale).format(count);
    }
}
