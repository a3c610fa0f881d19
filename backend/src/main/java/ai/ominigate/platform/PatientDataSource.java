package ai.ominigate.platform;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections for the pool. While the database is away it goes on trying for a while instead of failing, and says
 * so once.
 *
 * <p>The pool's own pauses grow to five seconds (HikariCP, {@code HikariPool.PoolEntryCreator}), for which nothing would
 * notice that the database is back. Nobody waits longer for this: who asks the pool for a connection waits for the
 * pool's {@code connection-timeout}, and only the pool waits here.
 */
final class PatientDataSource implements DataSource {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final Logger LOG = LoggerFactory.getLogger(PatientDataSource.class);

    private final DataSource database;
    private final AtomicBoolean told = new AtomicBoolean();

    PatientDataSource(DataSource database) {
        this.database = database;
    }

    @FunctionalInterface
    private interface Attempt {
        Connection connect() throws SQLException;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connected(database::getConnection);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return connected(() -> database.getConnection(user, password));
    }

    private Connection connected(Attempt attempt) throws SQLException {
        long began = System.nanoTime();
        while (true) {
            try {
                Connection connection = attempt.connect();
                tellBack();
                return connection;
            } catch (SQLException e) {
                tellAway(e);
                if (!DatabaseAway.is(e) || System.nanoTime() - began > PATIENCE.toNanos()) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private void tellAway(SQLException problem) {
        if (told.compareAndSet(false, true)) {
            LOG.warn("The database cannot be reached, and is tried again until it can: {}", problem.getMessage());
        }
    }

    private void tellBack() {
        if (told.compareAndSet(true, false)) {
            LOG.info("The database can be reached again");
        }
    }

    private static void pause(SQLException problem) throws SQLException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            // The pool is being closed.
            Thread.currentThread().interrupt();
            throw problem;
        }
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return database.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        database.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        database.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return database.getLoginTimeout();
    }

    @Override
    public java.util.logging.Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return database.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return database.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return database.isWrapperFor(type);
    }
}
