package ai.ominigate.platform;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.scheduling.TaskScheduler;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/** Runs tasks at their times, and the first of them once the gate is open: so no feature has to think of it. */
final class GatedScheduler implements TaskScheduler {
    private final TaskScheduler scheduler;
    private final WorkGate gate;

    private GatedScheduler(TaskScheduler scheduler, WorkGate gate) {
        this.scheduler = scheduler;
        this.gate = gate;
    }

    /** Stands before every scheduler that the framework makes. */
    @Singleton
    static final class BeforeAll implements BeanCreatedEventListener<TaskScheduler> {
        private final WorkGate gate;

        BeforeAll(WorkGate gate) {
            this.gate = gate;
        }

        @Override
        public TaskScheduler onCreated(BeanCreatedEvent<TaskScheduler> event) {
            return new GatedScheduler(event.getBean(), gate);
        }
    }

    private Runnable behind(Runnable task) {
        return () -> {
            try {
                if (gate.pass()) {
                    task.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private <V> Callable<V> behind(Callable<V> task) {
        return () -> {
            if (!gate.pass()) {
                throw new CancellationException("the node stops");
            }
            return task.call();
        };
    }

    @Override
    public ScheduledFuture<?> schedule(String cron, Runnable task) {
        return scheduler.schedule(cron, behind(task));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(String cron, Callable<V> task) {
        return scheduler.schedule(cron, behind(task));
    }

    @Override
    public ScheduledFuture<?> schedule(String cron, @Nullable String timezone, Runnable task) {
        return scheduler.schedule(cron, timezone, behind(task));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(String cron, @Nullable String timezone, Callable<V> task) {
        return scheduler.schedule(cron, timezone, behind(task));
    }

    @Override
    public ScheduledFuture<?> schedule(Duration delay, Runnable task) {
        return scheduler.schedule(delay, behind(task));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Duration delay, Callable<V> task) {
        return scheduler.schedule(delay, behind(task));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(@Nullable Duration initialDelay, Duration period, Runnable task) {
        return scheduler.scheduleAtFixedRate(initialDelay, period, behind(task));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(@Nullable Duration initialDelay, Duration delay, Runnable task) {
        return scheduler.scheduleWithFixedDelay(initialDelay, delay, behind(task));
    }
}
