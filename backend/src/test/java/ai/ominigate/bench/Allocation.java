package ai.ominigate.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** What OminiGate allocates on its heap for a call, at saturation. */
final class Allocation {

    private static final Duration MEASURED = Duration.ofSeconds(3);
    private static final double KILOBYTE = 1024;

    private Allocation() {}

    static void measure(Target gate, Caller caller, Path work, Figures figures) {
        AtomicLong calls = new AtomicLong();
        // Without a warm-up, as what that allocates would be counted too.
        Map<String, Long> allocated = Jvm.allocatedDuring(
                () -> calls.set(caller.call(gate, Scenario.MOST.load(Duration.ZERO, MEASURED))
                        .calls()),
                gate.served().pid(),
                work);
        figures.add(Quantity.ALLOCATED, perCall(allocated, calls.get(), _ -> true));
        figures.add(Quantity.ALLOCATED_LOOPS, perCall(allocated, calls.get(), name -> name.contains("EventLoop")));
        figures.add(
                Quantity.ALLOCATED_VIRTUAL, perCall(allocated, calls.get(), name -> name.startsWith("ForkJoinPool")));
    }

    private static double perCall(Map<String, Long> allocated, long calls, Predicate<String> threads) {
        long bytes = allocated.entrySet().stream()
                .filter(thread -> threads.test(thread.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        return bytes / KILOBYTE / calls;
    }
}
