package ai.ominigate.model.key;

import ai.ominigate.model.Usd;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a key may use; absent for no limit of its own.
 *
 * @param spendPerDay in a UTC day
 * @param spendPerMonth in a UTC calendar month
 * @param spendTotal for good
 * @param requestsPerMinute calls
 * @param tokensPerMinute input and output tokens together
 * @param concurrency calls at the same time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record KeyLimitDetails(
        @Nullable Usd spendPerDay,
        @Nullable Usd spendPerMonth,
        @Nullable Usd spendTotal,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrency) {

    /** No limit at all. */
    public static final KeyLimitDetails NONE = new KeyLimitDetails(null, null, null, null, null, null);
}
