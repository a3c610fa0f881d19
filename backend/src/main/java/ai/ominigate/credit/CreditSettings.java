package ai.ominigate.credit;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.math.BigDecimal;

/** How much credit somebody of the staff may give alone. */
@Context
final class CreditSettings {
    private static final int NANO_PLACES = 9;

    private final long aloneNanos;

    /** @param alone dollars in 24 hours; above that a second person has to agree */
    CreditSettings(@Property(name = "ominigate.credit.alone", defaultValue = "100") BigDecimal alone) {
        try {
            this.aloneNanos = alone.movePointRight(NANO_PLACES).longValueExact();
        } catch (ArithmeticException e) {
            throw new CannotStart("ominigate.credit.alone must be dollars, as 100 or 99.50.", e);
        }
        if (aloneNanos < 0) {
            throw new CannotStart(
                    "ominigate.credit.alone must be dollars, 0 or more; with 0, all credit takes two people.");
        }
    }

    /** Nano-dollars that one member may give in 24 hours without a second person. */
    long aloneNanos() {
        return aloneNanos;
    }
}
