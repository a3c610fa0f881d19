package ai.ominigate.accounts;

import org.jspecify.annotations.Nullable;

/**
 * What a key may use; null means no limit of its own.
 *
 * @param spendPerDay nano-dollars in a UTC day
 * @param spendPerMonth nano-dollars in a UTC calendar month
 * @param spendTotal nano-dollars for good
 * @param requestsPerMinute calls
 * @param tokensPerMinute input and output tokens together
 * @param concurrency calls at the same time
 */
public record KeyLimits(
        @Nullable Long spendPerDay,
        @Nullable Long spendPerMonth,
        @Nullable Long spendTotal,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrency) {

    /** No limit at all. */
    public static final KeyLimits NONE = new KeyLimits(null, null, null, null, null, null);

    public KeyLimits {
        checkPositive(spendPerDay, "spending per day");
        checkPositive(spendPerMonth, "spending per month");
        checkPositive(spendTotal, "spending in total");
        checkPositive(requestsPerMinute, "requests per minute");
        checkPositive(tokensPerMinute, "tokens per minute");
        checkPositive(concurrency, "concurrency");
    }

    private static void checkPositive(@Nullable Number limit, String what) {
        if (limit != null && limit.longValue() <= 0) {
            throw new IllegalArgumentException("the limit on " + what + " is more than 0, or absent");
        }
    }
}
