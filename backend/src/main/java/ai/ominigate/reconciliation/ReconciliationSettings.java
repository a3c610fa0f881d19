package ai.ominigate.reconciliation;

import ai.ominigate.platform.CannotStart;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Property;
import java.math.BigDecimal;

/** What is too little to look at. */
@Context
final class ReconciliationSettings {
    private static final int NANO_PLACES = 9;
    private static final int PERCENT = 100;
    private static final int MOST_DAYS = 30;

    private final BigDecimal percent;
    private final long tokens;
    private final long nanos;
    private final int days;

    /**
     * @param percent of the larger number
     * @param tokens and at least so many
     * @param dollars and at least so much
     * @param days that are compared again each night, as reports come late
     */
    ReconciliationSettings(
            @Property(name = "ominigate.reconciliation.tolerance-percent", defaultValue = "0.5") BigDecimal percent,
            @Property(name = "ominigate.reconciliation.tolerance-tokens", defaultValue = "1000") long tokens,
            @Property(name = "ominigate.reconciliation.tolerance-dollars", defaultValue = "1") BigDecimal dollars,
            @Property(name = "ominigate.reconciliation.days", defaultValue = "4") int days) {
        if (percent.signum() < 0
                || percent.compareTo(BigDecimal.valueOf(PERCENT)) > 0
                || tokens < 0
                || dollars.signum() < 0) {
            throw new CannotStart(
                    "The tolerances of ominigate.reconciliation are percent from 0 to 100, tokens and dollars,"
                            + " none below 0.");
        }
        if (days < 1 || days > MOST_DAYS) {
            throw new CannotStart("ominigate.reconciliation.days is from 1 to " + MOST_DAYS + ".");
        }
        this.percent = percent;
        this.tokens = tokens;
        this.nanos = dollars.movePointRight(NANO_PLACES).longValue();
        this.days = days;
    }

    /** How many days are compared each night, the last of them yesterday. */
    int days() {
        return days;
    }

    /** Whether two numbers of tokens are the same, as far as anybody cares. */
    boolean sameTokens(long one, long other) {
        return same(one, other, tokens);
    }

    /** Whether two costs are. */
    boolean sameCost(long oneNanos, long otherNanos) {
        return same(oneNanos, otherNanos, nanos);
    }

    private boolean same(long one, long other, long least) {
        long apart = Math.abs(one - other);
        BigDecimal allowed =
                percent.multiply(BigDecimal.valueOf(Math.max(one, other))).divide(BigDecimal.valueOf(PERCENT));
        return apart <= least || BigDecimal.valueOf(apart).compareTo(allowed) <= 0;
    }
}
