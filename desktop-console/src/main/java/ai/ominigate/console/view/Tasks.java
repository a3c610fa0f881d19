package ai.ominigate.console.view;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/**
 * Work beside the screen: it runs on a virtual thread of its own, and what comes of it lands on the thread that draws.
 * The one door between the two; nothing else in the console changes threads.
 */
public final class Tasks {

    private static final String RESULT = "what a task brought";

    private final BiConsumer<String, Runnable> screen;

    /** @param screen runs what lands, one after the other, on the thread that also calls the methods of this class */
    public Tasks(Executor screen) {
        this((_, action) -> screen.execute(action));
    }

    private Tasks(BiConsumer<String, Runnable> screen) {
        this.screen = screen;
    }

    /** Tasks that land on JavaFX's thread, where {@code watch} measures them. */
    public static Tasks onScreen(ScreenWatch watch) {
        return new Tasks((what, action) -> Platform.runLater(() -> watch.during(what, action)));
    }

    /**
     * Starts {@code work}. Exactly one of the two consumers is called later, unless the work is cancelled before: then
     * neither is.
     */
    public <T> Running start(Callable<T> work, Consumer<? super T> onResult, Consumer<? super Exception> onFailure) {
        Running running = new Running();
        running.thread = Thread.ofVirtual().name("console-task").start(() -> {
            try {
                T result = work.call();
                land(running, () -> onResult.accept(result));
            } catch (Exception e) {
                land(running, () -> onFailure.accept(e));
            }
        });
        return running;
    }

    /** Does {@code action} on the screen's thread once {@code delay} has passed, unless it is cancelled before. */
    public Running later(Duration delay, Runnable action) {
        Running running = new Running();
        running.thread = Thread.ofVirtual().name("console-timer").start(() -> {
            try {
                Thread.sleep(delay);
                land(running, action);
            } catch (InterruptedException e) {
                // Only cancel() interrupts, and then there is nothing left to do.
                Thread.currentThread().interrupt();
            }
        });
        return running;
    }

    /** Does {@code action} on the screen's thread, soon: for work that has something to tell before it ends. */
    public void land(Runnable action) {
        land(RESULT, action);
    }

    /** The same for a step of something that would hold the window for too long at once. @param what it does */
    public void land(String what, Runnable action) {
        screen.accept(what, action);
    }

    private void land(Running running, Runnable action) {
        if (running.cancelled) {
            return;
        }
        screen.accept(RESULT, () -> {
            if (!running.cancelled) {
                action.run();
            }
        });
    }

    /** A task on its way. */
    public static final class Running {

        private volatile boolean cancelled;

        private @Nullable Thread thread;

        private Running() {}

        /**
         * Nothing of this task lands any more. To be called on the screen's thread. A virtual thread that waits for a
         * socket has the socket closed under it, so a remote call ends at once as well.
         */
        public void cancel() {
            cancelled = true;
            if (thread != null) {
                thread.interrupt();
            }
        }
    }
}
