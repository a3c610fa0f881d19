package ai.ominigate.dashboard;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Something that is read while something else is, so that a page waits for the longer of the two and not for both. It has a
 * thread and a connection of its own, and is waited for while no connection is held.
 */
final class Beside<T> {
    private final FutureTask<T> task;

    private Beside(FutureTask<T> task) {
        this.task = task;
    }

    /** Begins to read. */
    static <T> Beside<T> read(Callable<T> read) {
        FutureTask<T> task = new FutureTask<>(read);
        Thread.ofVirtual().name("beside").start(task);
        return new Beside<>(task);
    }

    /**
     * What was read; blocks until it is.
     *
     * @throws SQLException as it was thrown there
     */
    T get() throws SQLException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (Objects.requireNonNull(e.getCause())) {
                case SQLException problem -> throw problem;
                case RuntimeException problem -> throw problem;
                case Error problem -> throw problem;
                default -> throw new IllegalStateException("nothing else is thrown where one reads", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a page was read", e);
        }
    }
}
