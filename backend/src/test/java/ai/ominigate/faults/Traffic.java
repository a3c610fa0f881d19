package ai.ominigate.faults;

import ai.ominigate.faults.Call.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Callers that call again and again, with a pause for thought in between, in both formats, streamed and not.
 *
 * <p>They call the node that it is their turn to, whatever state it is in; or, {@linkplain #balanced balanced}, behave
 * like a load balancer: only nodes that say they are healthy are called, and a call that a node has not taken is given
 * to another.
 */
final class Traffic implements AutoCloseable {
    private static final int CALLERS = 12;
    private static final int LONGEST_THOUGHT_MILLIS = 120;
    private static final long PAUSE_AFTER_FAILURE_NANOS = 50_000_000;
    private static final int TRIES = 3;

    private final List<Node> nodes;
    private final List<Customer> customers;
    private final Consumer<Call> log;
    private final boolean balanced;
    private final SplittableRandom random;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Thread> callers = new ArrayList<>();

    private Traffic(
            List<Node> nodes, List<Customer> customers, Consumer<Call> log, boolean balanced, SplittableRandom random) {
        this.nodes = nodes;
        this.customers = customers;
        this.log = log;
        this.balanced = balanced;
        this.random = random;
    }

    /** Callers that call these nodes in turn. */
    static Traffic on(List<Node> nodes, List<Customer> customers, Consumer<Call> log, SplittableRandom random) {
        return new Traffic(nodes, customers, log, false, random).begin();
    }

    /** Callers behind a load balancer. */
    static Traffic balanced(List<Node> nodes, List<Customer> customers, Consumer<Call> log, SplittableRandom random) {
        return new Traffic(nodes, customers, log, true, random).begin();
    }

    private Traffic begin() {
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom own = random.split();
            callers.add(Thread.ofVirtual().start(() -> callUntilStopped(own)));
        }
        return this;
    }

    private void callUntilStopped(SplittableRandom own) {
        for (int turn = own.nextInt(nodes.size()); stop.getCount() > 0; turn++) {
            String model = ModelProvider.STEADY.get(own.nextInt(ModelProvider.STEADY.size()));
            Customer customer = customers.get(own.nextInt(customers.size()));
            Caller.Wish wish = Caller.Wish.next(model, nodes.get(turn % nodes.size()), customer);
            Call call = balanced ? passedOn(wish, turn) : Caller.call(wish, false);
            log.accept(call);
            LockSupport.parkNanos(
                    call.isWhole() ? own.nextLong(LONGEST_THOUGHT_MILLIS) * 1_000_000 : PAUSE_AFTER_FAILURE_NANOS);
        }
    }

    /** As nginx does with {@code proxy_next_upstream error http_503 non_idempotent} and a check of each node's health. */
    private Call passedOn(Caller.Wish wish, int turn) {
        Call call = null;
        for (int i = 0; i < TRIES * nodes.size(); i++) {
            Node node = nodes.get((turn + i) % nodes.size());
            if (!node.isHealthy()) {
                continue;
            }
            call = Caller.call(wish.on(node), false);
            if (!(call.outcome() instanceof Outcome.Unanswered)
                    && !(call.outcome() instanceof Outcome.Refused(int status, String _) && status == 503)) {
                return call;
            }
        }
        return call == null ? Caller.call(wish, false) : call;
    }

    /** Lets every call that is under way end, and begins no more. */
    @Override
    public void close() throws InterruptedException {
        stop.countDown();
        for (Thread caller : callers) {
            caller.join();
        }
    }
}
