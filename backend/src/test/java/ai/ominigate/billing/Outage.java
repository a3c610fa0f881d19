package ai.ominigate.billing;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** The way to a database, which a test can cut. */
final class Outage implements DataSource {
    private final DataSource database;
    private final AtomicBoolean loseNextAnswer = new AtomicBoolean();
    private volatile boolean away;

    Outage(DataSource database) {
        this.database = database;
    }

    void begin() {
        away = true;
    }

    void end() {
        away = false;
    }

    /** The next commit happens, and nobody here is told. */
    void loseNextAnswer() {
        loseNextAnswer.set(true);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (away) {
            throw new SQLException("the test has cut the way to the database", "08001");
        }
        Connection connection = database.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Outage.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    Object result;
                    try {
                        result = method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    if (method.getName().equals("commit") && loseNextAnswer.getAndSet(false)) {
                        throw new SQLException("the test has lost the answer to a commit", "08006");
                    }
                    return result;
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
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
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
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
