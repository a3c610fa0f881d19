package ai.ominigate.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TaskFailuresTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(TaskFailures.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final TaskFailures failures = new TaskFailures();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void aDatabaseThatIsAwayIsOneLineAndNoError() {
        failures.handle(this, new SQLException("the connection attempt failed", "08001"));

        assertThat(only().getLevel()).isEqualTo(Level.WARN);
        assertThat(only().getFormattedMessage()).contains(getClass().getName(), "the database is away");
        assertThat(only().getThrowableProxy()).isNull();
    }

    @Test
    void whatTheDatabaseSaysOfARowIsNotLogged() {
        failures.handle(this, new SQLException("Key (email)=(ada@example.com) already exists", "23505"));

        assertThat(only().getLevel()).isEqualTo(Level.ERROR);
        assertThat(only().getFormattedMessage()).contains("23505").doesNotContain("ada@example.com");
        assertThat(only().getThrowableProxy()).isNull();
    }

    @Test
    void anyOtherFailureIsLoggedWithItsPlace() {
        failures.handle(this, new IllegalStateException("a mistake"));

        assertThat(only().getLevel()).isEqualTo(Level.ERROR);
        assertThat(only().getThrowableProxy().getMessage()).isEqualTo("a mistake");
    }

    private ILoggingEvent only() {
        assertThat(log.list).hasSize(1);
        return log.list.getFirst();
    }
}
