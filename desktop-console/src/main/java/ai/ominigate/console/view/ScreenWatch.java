package ai.ominigate.console.view;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javafx.event.Event;
import javafx.event.EventDispatcher;
import javafx.scene.Node;
import javafx.scene.Scene;
import org.jspecify.annotations.Nullable;

/**
 * Measures each piece of the console's own work on the thread that draws: every event that a window hands to it, and
 * everything that {@link Tasks} lands. Whatever takes longer than {@link #LONGEST} is told, as nothing moves meanwhile. It
 * costs two readings of a clock for each piece.
 */
public final class ScreenWatch {

    /** How long the window may stand still for one piece of work. */
    public static final Duration LONGEST = Duration.ofMillis(50);

    private static final System.Logger LOG = System.getLogger(ScreenWatch.class.getName());

    private final LongSupplier clock;
    private final Consumer<? super Held> report;
    private int depth;
    private volatile @Nullable Work current;

    /** A piece of work that took too long. */
    public record Held(Work work, Duration took) {}

    /**
     * A piece of work.
     *
     * @param what an event with what it went to, or what has landed
     * @param begun by the watch's clock, in nanoseconds
     */
    public record Work(String what, long begun) {}

    /**
     * @param clock tells nanoseconds, and is only asked on the thread that draws: time that passes, or time that the
     *     processor works for that thread
     * @param report is told what took too long, on the thread that draws
     */
    public ScreenWatch(LongSupplier clock, Consumer<? super Held> report) {
        this.clock = clock;
        this.report = report;
    }

    /** One that goes by time that passes, and writes to the log at the level DEBUG. */
    public static ScreenWatch logging() {
        return new ScreenWatch(
                System::nanoTime,
                held -> LOG.log(
                        System.Logger.Level.DEBUG,
                        "The window stood still for {0} ms: {1}",
                        held.took().toMillis(),
                        held.work().what()));
    }

    /** Measures what the window does with events from now on. To be called on the thread that draws. */
    public void over(Scene scene) {
        EventDispatcher own = scene.getEventDispatcher();
        scene.setEventDispatcher((event, tail) -> {
            begin(event);
            try {
                return own.dispatchEvent(event, tail);
            } finally {
                end();
            }
        });
    }

    /** Does {@code action}, and measures it. To be called on the thread that draws. */
    void during(String what, Runnable action) {
        begin(what);
        try {
            action.run();
        } finally {
            end();
        }
    }

    /** What is being done at this moment; null for nothing of the console's. To be asked on any thread. */
    public @Nullable Work current() {
        return current;
    }

    private void begin(Object what) {
        // An event that an event causes is part of it.
        if (depth++ == 0) {
            current = new Work(what instanceof Event event ? words(event) : what.toString(), clock.getAsLong());
        }
    }

    private void end() {
        if (--depth > 0) {
            return;
        }
        Work done = current;
        current = null;
        if (done != null) {
            Duration took = Duration.ofNanos(clock.getAsLong() - done.begun());
            if (took.compareTo(LONGEST) > 0) {
                report.accept(new Held(done, took));
            }
        }
    }

    private static String words(Event event) {
        return event.getEventType().getName()
                + (event.getTarget() instanceof Node node
                        ? " at " + (node.getId() == null ? node.getTypeSelector() : "#" + node.getId())
                        : "");
    }
}
