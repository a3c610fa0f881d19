package ai.ominigate.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import ai.ominigate.accounts.ApiKey;
import ai.ominigate.gateway.limit.Admission.Denied;
import ai.ominigate.gateway.limit.Admission.Granted;
import ai.ominigate.gateway.limit.Admission.OverSpendingLimit;
import ai.ominigate.gateway.limit.Admission.Standing;
import ai.ominigate.metering.KeySpend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LocalLimitsTest {
    private static final long DOLLAR = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(-5_000);
    private KeySpend.Spent spent = new KeySpend.Spent(0, 0, 0);
    private final LocalLimits limits =
            new LocalLimits(_ -> spent, () -> Instant.parse("2026-11-23T10:00:00Z"), now::get);

    @Test
    void aKeyWithoutLimitsIsAlwaysLetThroughAndNothingIsKeptOfIt() {
        ApiKey key = Keys.unlimited();

        Granted granted = granted(
                limits.admit(key, 1_000_000, DOLLAR).toCompletableFuture().join());
        granted.permit().close(1, 1);

        assertThat(granted.standing()).isEqualTo(Standing.UNLIMITED);
        assertThat(limits.keptKeys()).isZero();
    }

    @Test
    void aMinutesRequestsMayComeAtOnceAndTheNextOneIsToldWhenToComeBack() {
        ApiKey key = Keys.limited().requestsPerMinute(7).key();
        for (int i = 0; i < 7; i++) {
            granted(limits.decide(key, 0, 0)).permit().close(0, 0);
        }

        Denied denied = denied(limits.decide(key, 0, 0));

        assertThat(denied.message())
                .isEqualTo("This API key may make 7 requests per minute, and has made them. Try again in 8.572s.");
        assertThat(denied.retryAfter()).isBetween(Duration.ofMillis(8_571), Duration.ofMillis(8_572));
        now.addAndGet(denied.retryAfter().toNanos());
        granted(limits.decide(key, 0, 0));
        denied(limits.decide(key, 0, 0));
    }

    @Test
    void requestsComeBackEvenlyAndNeverAddUpToMoreThanAMinutes() {
        ApiKey key = Keys.limited().requestsPerMinute(60).key();
        for (int i = 0; i < 60; i++) {
            granted(limits.decide(key, 0, 0));
        }
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(grantsInARow(key)).isEqualTo(3);

        now.addAndGet(Duration.ofHours(3).toNanos());

        assertThat(grantsInARow(key)).isEqualTo(60);
    }

    @Test
    void theStandingCountsTheCallThatWasJustLetThrough() {
        ApiKey key = Keys.limited().requestsPerMinute(7).tokensPerMinute(1_000).key();

        Standing standing = limits.decide(key, 250, 0).standing();

        assertThat(standing.requestsLimit()).isEqualTo(7);
        assertThat(standing.requestsRemaining()).isEqualTo(6);
        assertThat(standing.tokensLimit()).isEqualTo(1_000);
        assertThat(standing.tokensRemaining()).isEqualTo(750);
        assertThat(standing.tokensReset()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void theStandingIsToldInOpenAisHeaders() {
        ApiKey key = Keys.limited().requestsPerMinute(10).tokensPerMinute(1_000).key();

        assertThat(headers(limits.decide(key, 1_000, 0).standing()))
                .containsExactly(
                        Map.entry("x-ratelimit-limit-requests", "10"),
                        Map.entry("x-ratelimit-remaining-requests", "9"),
                        Map.entry("x-ratelimit-reset-requests", "6s"),
                        Map.entry("x-ratelimit-limit-tokens", "1000"),
                        Map.entry("x-ratelimit-remaining-tokens", "0"),
                        Map.entry("x-ratelimit-reset-tokens", "1m0s"));
    }

    @Test
    void aLimitThatAKeyDoesNotHaveHasNoHeader() {
        assertThat(headers(Standing.UNLIMITED)).isEmpty();
        assertThat(headers(limits.decide(Keys.limited().requestsPerMinute(10).key(), 5, 0)
                        .standing()))
                .hasSize(3)
                .allSatisfy((name, _) -> assertThat(name).endsWith("-requests"));
    }

    @Test
    void tokensThatACallDidNotUseAreFreeAgainWhenItIsOver() {
        ApiKey key = Keys.limited().tokensPerMinute(1_000).key();
        Granted call = granted(limits.decide(key, 900, 0));
        denied(limits.decide(key, 200, 0));

        call.permit().close(100, 0);

        assertThat(granted(limits.decide(key, 200, 0)).standing().tokensRemaining())
                .isEqualTo(700);
    }

    @Test
    void tokensThatACallUsedBeyondWhatItAskedForAreTaken() {
        ApiKey key = Keys.limited().tokensPerMinute(1_000).key();
        granted(limits.decide(key, 100, 0)).permit().close(700, 0);

        assertThat(granted(limits.decide(key, 100, 0)).standing().tokensRemaining())
                .isEqualTo(200);
    }

    @Test
    void aWrongCountOfTokensShutsNobodyOutForMoreThanTwoMinutes() {
        ApiKey key = Keys.limited().tokensPerMinute(1).key();
        granted(limits.decide(key, 0, 0)).permit().close(Long.MAX_VALUE, 0);

        assertThat(denied(limits.decide(key, 1, 0)).retryAfter()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void aLongCallGivesBackNothingThatTimeHasGivenBackAlready() {
        ApiKey key = Keys.limited().tokensPerMinute(1_000).key();
        Granted longCall = granted(limits.decide(key, 1_000, 0));
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        granted(limits.decide(key, 1_000, 0));

        longCall.permit().close(0, 0);

        denied(limits.decide(key, 1, 0));
    }

    @Test
    void aLongCallOfABusyKeyGivesBackWhatItDidNotUse() {
        ApiKey key = Keys.limited().tokensPerMinute(600).key();
        Granted longCall = granted(limits.decide(key, 300, 0));
        granted(limits.decide(key, 300, 0)).permit().close(300, 0);
        for (int second = 0; second < 120; second++) {
            now.addAndGet(Duration.ofSeconds(1).toNanos());
            granted(limits.decide(key, 10, 0)).permit().close(10, 0);
        }
        denied(limits.decide(key, 1, 0));

        longCall.permit().close(0, 0);

        assertThat(granted(limits.decide(key, 300, 0)).standing().tokensRemaining())
                .isZero();
    }

    @Test
    void aCallThatAloneNeedsMoreThanAMinutesTokensIsToldSo() {
        ApiKey key = Keys.limited().tokensPerMinute(1_000).key();

        assertThat(denied(limits.decide(key, 1_001, 0)).message())
                .isEqualTo("This API key may use 1000 tokens per minute, and this call alone may use 1001 (prompt and"
                        + " answer). Ask for a shorter answer (max_tokens), or raise the limit of the key.");
    }

    @Test
    void callsAtTheSameTimeAreCountedUntilTheyAreOver() {
        ApiKey key = Keys.limited().concurrency(2).key();
        Granted first = granted(limits.decide(key, 0, 0));
        granted(limits.decide(key, 0, 0));
        assertThat(denied(limits.decide(key, 0, 0)).message())
                .isEqualTo("This API key may have 2 calls under way at the same time, and has as many."
                        + " Try again when one of them is over.");

        first.permit().close(0, 0);

        granted(limits.decide(key, 0, 0));
        denied(limits.decide(key, 0, 0));
    }

    @Test
    void closingAPermitTwiceFreesOnePlace() {
        ApiKey key = Keys.limited().concurrency(2).tokensPerMinute(100).key();
        Granted first = granted(limits.decide(key, 50, 0));
        granted(limits.decide(key, 50, 0));

        first.permit().close(0, 0);
        first.permit().close(0, 0);

        granted(limits.decide(key, 50, 0));
        denied(limits.decide(key, 0, 0));
    }

    @Test
    void aRefusalByOneLimitTakesNothingFromTheOthers() {
        ApiKey key = Keys.limited()
                .requestsPerMinute(3)
                .tokensPerMinute(1_000)
                .concurrency(3)
                .spendPerDay(DOLLAR)
                .key();
        for (int i = 0; i < 10; i++) {
            assertThat(limits.decide(key, 100, 2 * DOLLAR)).isInstanceOf(OverSpendingLimit.class);
            denied(limits.decide(key, 1_001, 0));
        }

        for (int i = 0; i < 3; i++) {
            granted(limits.decide(key, 300, DOLLAR / 4));
        }
    }

    @Test
    void whatIsSpentAndWhatIsUnderWayCountAgainstASpendingLimit() {
        ApiKey key = Keys.limited().spendPerDay(5 * DOLLAR).key();
        spent = new KeySpend.Spent(4 * DOLLAR, 4 * DOLLAR, 4 * DOLLAR);
        Granted call = granted(limits.decide(key, 0, DOLLAR - 10_000_000));

        OverSpendingLimit over = (OverSpendingLimit) limits.decide(key, 0, 50_000_000);

        assertThat(over.availableNanos()).isEqualTo(10_000_000);
        assertThat(over.message())
                .isEqualTo("This API key may spend $5.00 a day; $4.00 is spent and calls under way may cost $0.99."
                        + " This call may cost $0.05 and $0.01 is left. The limit starts anew at"
                        + " 2026-11-24T00:00:00Z; until then ask for a shorter answer (max_tokens) or raise the"
                        + " limit of the key.");
        call.permit().close(0, 0);
        granted(limits.decide(key, 0, DOLLAR));
    }

    @Test
    void aCallThatMayCostMoreThanWasThoughtStaysWithinTheSpendingLimit() {
        ApiKey key = Keys.limited().spendPerDay(5 * DOLLAR).key();
        Granted call = granted(limits.decide(key, 0, DOLLAR));
        assertThat(call.permit().grow(3 * DOLLAR)).isTrue();

        assertThat(call.permit().grow(2 * DOLLAR)).isFalse();
        assertThat(((OverSpendingLimit) limits.decide(key, 0, 2 * DOLLAR)).availableNanos())
                .isEqualTo(DOLLAR);

        call.permit().close(0, 0);
        assertThat(call.permit().grow(1)).isFalse();
        granted(limits.decide(key, 0, 5 * DOLLAR));
    }

    @Test
    void aCallOfAKeyThatMaySpendWhateverItWantsMayGrow() {
        assertThat(granted(limits.decide(Keys.limited().concurrency(1).key(), 0, 0))
                        .permit()
                        .grow(DOLLAR))
                .isTrue();
        assertThat(granted(limits.admit(Keys.unlimited(), 0, 0)
                                .toCompletableFuture()
                                .join())
                        .permit()
                        .grow(DOLLAR))
                .isTrue();
    }

    @Test
    void theTightestSpendingLimitIsNamed() {
        ApiKey key = Keys.limited()
                .spendPerDay(10 * DOLLAR)
                .spendPerMonth(20 * DOLLAR)
                .spendTotal(30 * DOLLAR)
                .key();

        spent = new KeySpend.Spent(DOLLAR, 19 * DOLLAR, 28 * DOLLAR);
        assertThat(((OverSpendingLimit) limits.decide(key, 0, 2 * DOLLAR)).message())
                .startsWith("This API key may spend $20.00 a month;")
                .contains("2026-12-01T00:00:00Z");

        spent = new KeySpend.Spent(DOLLAR, 19 * DOLLAR, 31 * DOLLAR);
        OverSpendingLimit over = (OverSpendingLimit) limits.decide(key, 0, 1);
        assertThat(over.availableNanos()).isZero();
        assertThat(over.message())
                .startsWith("This API key may spend $30.00 in total;")
                .endsWith("Raise the limit of the key to go on.");
    }

    @Test
    void theSameNumberIsFreeUnderALimitThatWasJustChanged() {
        Keys keys = Keys.limited().requestsPerMinute(10);
        ApiKey before = keys.key();
        for (int i = 0; i < 5; i++) {
            granted(limits.decide(before, 0, 0));
        }
        ApiKey after = new ApiKey(
                before.id(),
                before.accountId(),
                before.name(),
                before.hint(),
                null,
                before.models(),
                before.networks(),
                keys.requestsPerMinute(100).key().limits());

        assertThat(grantsInARow(after)).isEqualTo(50);
    }

    @Test
    void idleKeysAreDroppedAndBusyOnesKept() {
        ApiKey idle = Keys.limited().requestsPerMinute(60).key();
        ApiKey busy = Keys.limited().concurrency(1).key();
        granted(limits.decide(idle, 0, 0)).permit().close(0, 0);
        granted(limits.decide(busy, 0, 0));
        limits.dropIdleKeys();
        assertThat(limits.keptKeys()).isEqualTo(2);

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        limits.dropIdleKeys();

        assertThat(limits.keptKeys()).isOne();
        denied(limits.decide(busy, 0, 0));
        granted(limits.decide(idle, 0, 0));
    }

    @Test
    void manyThreadsNeverGetMoreThanTheLimitsAllow() throws Exception {
        ApiKey key = Keys.limited()
                .requestsPerMinute(1_000)
                .concurrency(8)
                .spendTotal(DOLLAR)
                .key();
        AtomicInteger granted = new AtomicInteger();
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger mostUnderWay = new AtomicInteger();
        Callable<Void> caller = () -> {
            for (int i = 0; i < 2_000; i++) {
                if (limits.decide(key, 0, DOLLAR / 8) instanceof Granted(Admission.Permit permit, Standing _)) {
                    granted.incrementAndGet();
                    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    Thread.onSpinWait();
                    underWay.decrementAndGet();
                    permit.close(0, 0);
                }
                if (i % 100 == 0) {
                    limits.dropIdleKeys();
                }
            }
            return null;
        };
        runAtOnce(16, caller);

        assertThat(granted).hasValue(1_000);
        assertThat(mostUnderWay).hasValueLessThanOrEqualTo(8);
    }

    private static void runAtOnce(int threads, Callable<Void> task) throws Exception {
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<Future<Void>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(pool.submit(task));
            }
            for (Future<Void> each : running) {
                each.get();
            }
        }
    }

    private int grantsInARow(ApiKey key) {
        int grants = 0;
        while (limits.decide(key, 0, 0) instanceof Granted) {
            grants++;
        }
        return grants;
    }

    private static Map<String, String> headers(Standing standing) {
        Map<String, String> headers = new LinkedHashMap<>();
        standing.headers(headers::put);
        return headers;
    }

    private static Granted granted(Admission admission) {
        assertThat(admission).isInstanceOf(Granted.class);
        return (Granted) admission;
    }

    private static Denied denied(Admission admission) {
        assertThat(admission).isInstanceOf(Denied.class);
        return (Denied) admission;
    }
}
