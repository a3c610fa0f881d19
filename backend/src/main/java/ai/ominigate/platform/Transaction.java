package ai.ominigate.platform;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One database transaction around a piece of work. */
public final class Transaction {
    private Transaction() {}

    /** What is done in a transaction. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {

        /** Does it with this connection and neither commits nor closes it. */
        T in(Connection connection) throws SQLException;
    }

    /** The commit was sent and its answer never came: the work is done as a whole or not at all, we do not know which. */
    public static final class UncertainCommit extends SQLException {
        private static final long serialVersionUID = 1L;

        UncertainCommit(SQLException cause) {
            super("It is not known whether the database committed: " + cause.getMessage(), cause.getSQLState(), cause);
        }
    }

    /**
     * Commits what {@code work} did, or nothing of it.
     *
     * @throws UncertainCommit if the answer to the commit was lost
     */
    public static <T extends @Nullable Object> T run(DataSource database, Work<T> work) throws SQLException {
        try (Connection connection =
                DelegatingDataSource.unwrapDataSource(database).getConnection()) {
            connection.setAutoCommit(false);
            T result;
            try {
                result = work.in(connection);
            } catch (SQLException | RuntimeException | Error e) {
                rollback(connection, e);
                throw e;
            }
            try {
                connection.commit();
            } catch (SQLException e) {
                throw isRefusal(e) ? e : new UncertainCommit(e);
            }
            return result;
        }
    }

    /** Whether the server itself answered that it will not: a constraint (23), a conflict (40) and the like. */
    private static boolean isRefusal(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("23") || state.startsWith("40"));
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }
}
