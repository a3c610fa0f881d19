package ai.ominigate.platform;

import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.scheduling.DefaultTaskExceptionHandler;
import io.micronaut.scheduling.TaskExceptionHandler;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in one line what went wrong with a scheduled task, which runs again at its next time. Of a database's failure it
 * tells the SQLSTATE alone: the message can hold the row, and with it somebody's address.
 */
@Singleton
@Primary
@Replaces(DefaultTaskExceptionHandler.class)
final class TaskFailures implements TaskExceptionHandler<Object, Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(TaskFailures.class);

    @Override
    public void handle(@Nullable Object bean, Throwable failure) {
        String task = bean == null ? "nobody" : bean.getClass().getName();
        if (!(failure instanceof SQLException problem)) {
            LOG.error("A scheduled task of {} failed", task, failure);
        } else if (DatabaseAway.is(problem)) {
            LOG.warn("A scheduled task of {} waits for its next time: the database is away.", task);
        } else {
            LOG.error("A scheduled task of {} failed: SQLSTATE {}.", task, problem.getSQLState());
        }
    }
}
