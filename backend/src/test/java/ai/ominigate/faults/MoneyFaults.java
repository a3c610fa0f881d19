package ai.ominigate.faults;

import ai.ominigate.faults.Call.Outcome;
import ai.ominigate.faults.Caller.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** More wishes than money. */
final class MoneyFaults {
    private static final int CALLS = 500;

    /** More than any call of the suite can hold: 200 tokens of output and a prompt of some 50. */
    private static final long HOLD_NANOS = 200 * 10_000L + 100 * 3_750L;

    private MoneyFaults() {}

    static List<Scenario> all() {
        return List.of(Scenario.of("500 calls at once on ten cents, over two backends", MoneyFaults::tenCents));
    }

    private static void tenCents(Stage stage) throws Exception {
        for (int i = 0; i < stage.plan().times(5); i++) {
            Trial trial = Trial.onLittleMoney(stage.fleet(), stage.row(), "0.10", stage.random());
            Trial.Incident incident = trial.strike(List.of());
            rush(trial);
            trial.awaitQuiet();
            while (trial.money() >= HOLD_NANOS) {
                mustServeOneOf(trial);
                trial.awaitQuiet();
            }
            trial.over(incident);
            trial.conclude();
        }
    }

    private static void rush(Trial trial) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            Wish wish = wish(trial, i);
            callers.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    trial.log(Caller.call(wish, false));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        start.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    /** While the balance covers a call and nobody else calls, each node serves it. */
    private static void mustServeOneOf(Trial trial) {
        Call call = Caller.call(wish(trial, trial.random().nextInt(2)), false);
        trial.log(call);
        if (call.outcome() instanceof Outcome.Refused refused) {
            throw new AssertionError("refused with " + refused + " though there is money for it: " + trial.money());
        }
    }

    private static Wish wish(Trial trial, int turn) {
        return Wish.next(
                ModelProvider.STEADY.get(turn / 2 % 2),
                trial.nodes().get(turn % trial.nodes().size()),
                trial.customers().getFirst());
    }
}
