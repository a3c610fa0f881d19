package ai.ominigate;

import java.time.Duration;
import java.util.Optional;

/**
 * Ends this process when the one that started it is gone, however that ended. Asked for with
 * {@code -Dominigate.stop-with-parent}: the parent's process id, or {@code true} for whoever the parent is now.
 */
final class ParentWatch {
    private static final String PROPERTY = "ominigate.stop-with-parent";
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private ParentWatch() {}

    static void startIfAsked() {
        String wanted = System.getProperty(PROPERTY);
        if (wanted == null || wanted.equals("false")) {
            return;
        }
        Optional<Long> parent = wanted.equals("true") ? parent() : Optional.of(Long.valueOf(wanted));
        Thread.ofPlatform().daemon().name("parent-watch").start(() -> watch(parent));
    }

    /** A process whose parent ended gets another one, so a changed id says enough. */
    private static void watch(Optional<Long> parent) {
        try {
            while (parent().equals(parent)) {
                Thread.sleep(LOOK_EVERY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        System.exit(0);
    }

    private static Optional<Long> parent() {
        return ProcessHandle.current().parent().map(ProcessHandle::pid);
    }
}
