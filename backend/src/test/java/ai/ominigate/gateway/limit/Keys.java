package ai.ominigate.gateway.limit;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyLimits;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** API keys with the limits a test is about. */
final class Keys {
    private @Nullable Long day;
    private @Nullable Long month;
    private @Nullable Long total;
    private @Nullable Integer requests;
    private @Nullable Integer tokens;
    private @Nullable Integer concurrency;

    static Keys limited() {
        return new Keys();
    }

    static ApiKey unlimited() {
        return limited().key();
    }

    Keys spendPerDay(long nanos) {
        day = nanos;
        return this;
    }

    Keys spendPerMonth(long nanos) {
        month = nanos;
        return this;
    }

    Keys spendTotal(long nanos) {
        total = nanos;
        return this;
    }

    Keys requestsPerMinute(int limit) {
        requests = limit;
        return this;
    }

    Keys tokensPerMinute(int limit) {
        tokens = limit;
        return this;
    }

    Keys concurrency(int limit) {
        concurrency = limit;
        return this;
    }

    ApiKey key() {
        KeyLimits limits = new KeyLimits(day, month, total, requests, tokens, concurrency);
        return new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "test", "og-test…", null, Set.of(), List.of(), limits);
    }
}
