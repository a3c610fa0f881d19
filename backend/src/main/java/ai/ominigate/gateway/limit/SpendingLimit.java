package ai.ominigate.gateway.limit;

import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.metering.KeySpend;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One of a key's spending limits and what has been spent of it, in nano-dollars.
 *
 * @param spent by finished calls
 */
record SpendingLimit(Period period, long limit, long spent) {

    /** How long a spending limit counts, in UTC. */
    enum Period {
        DAY("a day"),
        MONTH("a month"),
        EVER("in total");

        private final String words;

        Period(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        /** When it starts anew, or null for never. */
        @Nullable
        Instant next(Instant now) {
            ZonedDateTime today = now.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
            return switch (this) {
                case DAY -> today.plusDays(1).toInstant();
                case MONTH -> today.withDayOfMonth(1).plusMonths(1).toInstant();
                case EVER -> null;
            };
        }
    }

    /** What is left of it; below 0 when more was spent. */
    long left() {
        return limit - spent;
    }

    /** Whether there is one. */
    static boolean any(KeyLimits limits) {
        return limits.spendPerDay() != null || limits.spendPerMonth() != null || limits.spendTotal() != null;
    }

    /** The one with the least left, of a key that has at least one. */
    static SpendingLimit tightest(KeyLimits limits, KeySpend.Spent spent) {
        SpendingLimit tightest = null;
        if (limits.spendTotal() != null) {
            tightest = new SpendingLimit(Period.EVER, limits.spendTotal(), spent.ever());
        }
        if (limits.spendPerMonth() != null
                && (tightest == null || limits.spendPerMonth() - spent.thisMonth() < tightest.left())) {
            tightest = new SpendingLimit(Period.MONTH, limits.spendPerMonth(), spent.thisMonth());
        }
        if (limits.spendPerDay() != null
                && (tightest == null || limits.spendPerDay() - spent.today() < tightest.left())) {
            tightest = new SpendingLimit(Period.DAY, limits.spendPerDay(), spent.today());
        }
        if (tightest == null) {
            throw new IllegalArgumentException("the key has no spending limit");
        }
        return tightest;
    }
}
