package ai.ominigate;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What a class logs while somebody listens. */
public final class LoggedLines implements AutoCloseable {
    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private LoggedLines(org.slf4j.Logger of) {
        logger = (Logger) of;
        appender.start();
        logger.addAppender(appender);
    }

    /** From now on. */
    public static LoggedLines of(Class<?> logging) {
        return new LoggedLines(LoggerFactory.getLogger(logging));
    }

    /** From now on, of everything in this JVM. */
    public static LoggedLines ofEverything() {
        return new LoggedLines(LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME));
    }

    /** Each with its level before it. */
    public List<String> all() {
        return appender.list.stream()
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
    }
}
