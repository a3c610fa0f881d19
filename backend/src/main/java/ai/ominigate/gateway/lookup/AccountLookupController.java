package ai.ominigate.gateway.lookup;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.accounts.KeyLimits;
import ai.ominigate.billing.Balances;
import ai.ominigate.metering.EndReason;
import ai.ominigate.metering.KeySpend;
import ai.ominigate.metering.UsageLookup;
import ai.ominigate.metering.UsageRecord;
import ai.ominigate.platform.Network;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the caller has, may spend and has spent. Under {@code data} in the shape that OpenRouter's users know, with
 * numbers; beside it the same exactly, in strings.
 */
@Controller("/v1")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AccountLookupController {
    private static final long MICROS_PER_MILLI = 1_000;

    private final Balances balances;
    private final KeySpend spend;
    private final UsageLookup usage;

    AccountLookupController(Balances balances, KeySpend spend, UsageLookup usage) {
        this.balances = balances;
        this.spend = spend;
        this.usage = usage;
    }

    /**
     * The balance of the key's account.
     *
     * @param balance what was ever credited less what was ever used
     */
    record Credits(
            CreditsData data,
            String balance,
            @JsonProperty("total_credits") String totalCredits,
            @JsonProperty("total_usage") String totalUsage) {}

    /** The same in OpenRouter's shape. */
    record CreditsData(
            @JsonProperty("total_credits") BigDecimal totalCredits,
            @JsonProperty("total_usage") BigDecimal totalUsage) {}

    /** What the key's account has. */
    @Get("/credits")
    Credits credits(HttpRequest<?> request) throws SQLException {
        Balances.Balance balance = balances.of(LookupFilter.key(request).accountId());
        return new Credits(
                new CreditsData(Dollars.number(balance.credited()), Dollars.number(balance.used())),
                Dollars.exact(balance.balance() - balance.owed()),
                Dollars.exact(balance.credited()),
                Dollars.exact(balance.used()));
    }

    /** A key: in OpenRouter's shape, then exactly. */
    record KeyAnswer(KeyData data, KeyExactly key, Spending usage) {}

    /** Of several spending limits the one that has the least left. */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record KeyData(
            String label,
            @Nullable BigDecimal limit,
            @JsonProperty("limit_remaining") @Nullable BigDecimal limitRemaining,
            @JsonProperty("limit_reset") @Nullable String limitReset,
            BigDecimal usage,
            @JsonProperty("usage_daily") BigDecimal usageDaily,
            @JsonProperty("usage_monthly") BigDecimal usageMonthly,
            @JsonProperty("is_free_tier") boolean isFreeTier) {}

    /** The key itself; what it does not have is absent. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyExactly(
            String id,
            String name,
            String hint,
            @JsonProperty("expires_at") @Nullable Instant expiresAt,
            List<String> models,
            List<String> networks,
            Limits limits) {}

    /** What the key may use; absent where it has no limit of its own. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Limits(
            @JsonProperty("spend_per_day") @Nullable String spendPerDay,
            @JsonProperty("spend_per_month") @Nullable String spendPerMonth,
            @JsonProperty("spend_total") @Nullable String spendTotal,
            @JsonProperty("requests_per_minute") @Nullable Integer requestsPerMinute,
            @JsonProperty("tokens_per_minute") @Nullable Integer tokensPerMinute,
            @Nullable Integer concurrency) {}

    /** What the key has spent: in this UTC day, in this UTC calendar month, and for good. */
    record Spending(
            String today, @JsonProperty("this_month") String thisMonth, String ever) {}

    /** The key that asks. */
    @Get("/key")
    KeyAnswer key(HttpRequest<?> request) {
        ApiKey key = LookupFilter.key(request);
        KeySpend.Spent spent = spend.of(key.id());
        SpendingLimit tightest = tightest(key.limits(), spent);
        return new KeyAnswer(
                new KeyData(
                        key.name(),
                        tightest == null ? null : Dollars.number(tightest.limit()),
                        tightest == null ? null : Dollars.number(tightest.remaining()),
                        tightest == null ? null : tightest.reset(),
                        Dollars.number(spent.ever()),
                        Dollars.number(spent.today()),
                        Dollars.number(spent.thisMonth()),
                        false),
                new KeyExactly(
                        key.id().toString(),
                        key.name(),
                        key.hint(),
                        key.expiresAt(),
                        key.models().stream().sorted().toList(),
                        key.networks().stream().map(Network::toString).sorted().toList(),
                        limits(key.limits())),
                new Spending(
                        Dollars.exact(spent.today()), Dollars.exact(spent.thisMonth()), Dollars.exact(spent.ever())));
    }

    private static Limits limits(KeyLimits limits) {
        return new Limits(
                exact(limits.spendPerDay()),
                exact(limits.spendPerMonth()),
                exact(limits.spendTotal()),
                limits.requestsPerMinute(),
                limits.tokensPerMinute(),
                limits.concurrency());
    }

    private static @Nullable String exact(@Nullable Long nanos) {
        return nanos == null ? null : Dollars.exact(nanos);
    }

    /** @param reset how often it starts anew, in OpenRouter's words; null for never */
    private record SpendingLimit(
            long limit, long remaining, @Nullable String reset) {}

    private static @Nullable SpendingLimit tightest(KeyLimits limits, KeySpend.Spent spent) {
        List<SpendingLimit> all = new ArrayList<>();
        add(all, limits.spendTotal(), spent.ever(), null);
        add(all, limits.spendPerMonth(), spent.thisMonth(), "monthly");
        add(all, limits.spendPerDay(), spent.today(), "daily");
        return all.stream()
                .min(Comparator.comparingLong(SpendingLimit::remaining))
                .orElse(null);
    }

    private static void add(List<SpendingLimit> all, @Nullable Long limit, long spent, @Nullable String reset) {
        if (limit != null) {
            all.add(new SpendingLimit(limit, Math.max(0, limit - spent), reset));
        }
    }

    /** A call: in OpenRouter's shape, then exactly. */
    record Generation(
            GenerationData data,
            String cost,
            @JsonProperty("event_id") String eventId,
            @JsonProperty("key_id") String keyId,
            Tokens tokens,
            boolean estimated,
            @JsonProperty("end_reason") String endReason,
            @JsonProperty("http_status") int httpStatus,
            @JsonProperty("price_version") long priceVersion) {}

    /** Times in milliseconds; {@code latency} is to the first byte, {@code generation_time} from there to the end. */
    record GenerationData(
            String id,
            @JsonProperty("created_at") Instant createdAt,
            String model,
            @JsonProperty("provider_name") String providerName,
            @JsonProperty("total_cost") BigDecimal totalCost,
            BigDecimal usage,
            long latency,
            @JsonProperty("generation_time") long generationTime,
            @JsonProperty("tokens_prompt") long tokensPrompt,
            @JsonProperty("tokens_completion") long tokensCompletion,
            @JsonProperty("native_tokens_prompt") long nativeTokensPrompt,
            @JsonProperty("native_tokens_completion") long nativeTokensCompletion,
            @JsonProperty("native_tokens_reasoning") long nativeTokensReasoning,
            @JsonProperty("native_tokens_cached") long nativeTokensCached,
            boolean cancelled,
            @JsonProperty("is_byok") boolean isByok) {}

    /** Disjoint classes: no token is counted in two of them. */
    record Tokens(
            long input,
            @JsonProperty("cache_read") long cacheRead,
            @JsonProperty("cache_write_5m") long cacheWrite5m,
            @JsonProperty("cache_write_1h") long cacheWrite1h,
            long output,
            long reasoning,
            @JsonProperty("audio_input") long audioInput,
            @JsonProperty("audio_output") long audioOutput) {}

    /** A call of the key's account, by the id in its answer. */
    @Get("/generation")
    Generation generation(HttpRequest<?> request, @QueryValue @Nullable String id)
            throws SQLException, InterruptedException {
        if (id == null || id.isBlank()) {
            throw new LookupRefused(
                    400, "invalid_request_error", "'id' is missing; give the id of an answer, as in ?id=chatcmpl-123.");
        }
        UsageRecord call = usage.find(LookupFilter.key(request).accountId(), id);
        if (call == null) {
            throw new LookupRefused(
                    404, "generation_not_found", "Your account has no call whose answer has the id '" + id + "'.");
        }
        return generation(id, call);
    }

    private static Generation generation(String id, UsageRecord call) {
        BigDecimal cost = Dollars.number(call.costNanos());
        long firstByte = call.firstByteMicros() == 0 ? call.latencyMicros() : call.firstByteMicros();
        return new Generation(
                new GenerationData(
                        id,
                        call.time(),
                        call.model(),
                        call.provider(),
                        cost,
                        cost,
                        firstByte / MICROS_PER_MILLI,
                        (call.latencyMicros() - firstByte) / MICROS_PER_MILLI,
                        call.tokens().prompt(),
                        call.tokens().completion(),
                        call.tokens().prompt(),
                        call.tokens().completion(),
                        call.tokens().reasoning(),
                        call.tokens().cacheRead(),
                        call.end() == EndReason.CLIENT_LEFT,
                        false),
                Dollars.exact(call.costNanos()),
                call.id().toString(),
                call.key().toString(),
                new Tokens(
                        call.tokens().input(),
                        call.tokens().cacheRead(),
                        call.tokens().cacheWrite5m(),
                        call.tokens().cacheWrite1h(),
                        call.tokens().output(),
                        call.tokens().reasoning(),
                        call.tokens().audioInput(),
                        call.tokens().audioOutput()),
                call.estimated(),
                call.end().name().toLowerCase(Locale.ROOT),
                call.httpStatus(),
                call.priceVersion());
    }
}
