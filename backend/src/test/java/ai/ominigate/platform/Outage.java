package ai.ominigate.platform;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The way to a test's database, which can be cut and mended: cut, it gives no connections and drops those it gave. */
public final class Outage implements DataSource {
    private final DataSource database;
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile boolean cut;

    public Outage(DataSource database) {
        this.database = database;
    }

    /** From now on the database is away. */
    public void cut() throws SQLException {
        cut = true;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    SELECT pg_terminate_backend(pid)
                    FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                    """);
        }
    }

    /** From now on the database is back. */
    public void mend() {
        cut = false;
    }

    /** How often a connection was asked for in vain. */
    int refusals() {
        return refusals.get();
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (cut) {
            refusals.incrementAndGet();
            throw new SQLException("the database is away", "08001");
        }
        return database.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
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
    public Logger getParentLogger() {
        return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
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
