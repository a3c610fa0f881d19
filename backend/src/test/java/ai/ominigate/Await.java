package ai.ominigate;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for what happens on another thread or in another process, with an end to it. */
public final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BETWEEN_LOOKS_NANOS = 2_000_000;

    private Await() {}

    /** Waits until the condition holds; fails with {@code what} if it does not within twenty seconds. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, PATIENCE, condition);
    }

    /** Waits until the condition holds; fails with {@code what} if it does not within the time. */
    public static void until(String what, Duration patience, Callable<Boolean> condition) {
        value(what, patience, condition, Boolean::booleanValue);
    }

    /** Waits until the value is as wanted and returns it. */
    public static <T> T value(String what, Callable<T> supplier, Predicate<T> wanted) {
        return value(what, PATIENCE, supplier, wanted);
    }

    /** Waits until the value is as wanted and returns it; fails with the last one if it is not within the time. */
    public static <T> T value(String what, Duration patience, Callable<T> supplier, Predicate<T> wanted) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            T value = call(what, supplier);
            if (wanted.test(value)) {
                return value;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within " + patience + ": " + what + "; last seen: " + value);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
        }
    }

    private static <T> T call(String what, Callable<T> supplier) {
        try {
            return supplier.call();
        } catch (Exception e) {
            throw new AssertionError("failed while waiting: " + what, e);
        }
    }
}
