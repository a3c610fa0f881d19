package ai.ominigate.privacy.map;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Counts the lines of the log that have a word in them, while it watches. */
final class LoggedWords extends AppenderBase<ILoggingEvent> {
    private final String word;
    private final AtomicLong count = new AtomicLong();

    private LoggedWords(String word) {
        this.word = word.toLowerCase(Locale.ROOT);
    }

    static LoggedWords watch(String word) {
        LoggedWords watching = new LoggedWords(word);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        watching.setContext(context);
        watching.start();
        root(context).addAppender(watching);
        return watching;
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (has(event.getFormattedMessage()) || has(event.getThrowableProxy())) {
            count.incrementAndGet();
        }
    }

    private boolean has(@Nullable IThrowableProxy thrown) {
        return thrown != null && (has(thrown.getMessage()) || has(thrown.getCause()));
    }

    private boolean has(@Nullable String text) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(word);
    }

    long count() {
        return count.get();
    }

    @Override
    public void stop() {
        root((LoggerContext) LoggerFactory.getILoggerFactory()).detachAppender(this);
        super.stop();
    }
}
