package ai.ominigate.retention;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** What keeps data beyond its window, for whoever is about to remove some. */
public final class LegalHolds {
    /**
     * How long a lock is waited for; what cannot be locked so soon goes later (SQLSTATE 55P03), so that whoever writes need
     * not wait for a purge. Less than PostgreSQL's {@code deadlock_timeout} of a second: where two wait for each other, it is
     * the purge that gives in.
     */
    static final int LOCK_MILLIS = 900;

    private LegalHolds() {}

    /**
     * From here to the end of the transaction nobody sets or lifts a hold or a restriction, and those who were about to have
     * done so: what is not held now is not held when it has gone.
     */
    public static void stay(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + LOCK_MILLIS);
            // Of a view: of all the tables that it reads, too.
            statement.execute("LOCK TABLE retention.held_account IN SHARE MODE");
            statement.execute("SET LOCAL lock_timeout TO DEFAULT");
        }
    }
}
