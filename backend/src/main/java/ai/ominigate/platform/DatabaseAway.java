package ai.ominigate.platform;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Tells an outage of the database from what it refuses. */
public final class DatabaseAway {
    private DatabaseAway() {}

    /**
     * Whether the database could not be reached, or takes no more connections, or cut this one: class 08, and of class
     * 57 and 53 what is about the server as a whole (PostgreSQL's manual, appendix A). The pool says the first for want
     * of a connection.
     */
    public static boolean is(SQLException problem) {
        String state = problem.getSQLState();
        return problem instanceof SQLTransientConnectionException
                || state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("53300"));
    }
}
