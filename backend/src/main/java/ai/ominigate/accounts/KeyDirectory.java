package ai.ominigate.accounts;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Every live API key, in memory on every node; a revoked one is gone from it within a second. */
public interface KeyDirectory {

    /** The live key with this secret, as it came in the header, or null if unknown, revoked or expired. Never blocks. */
    @Nullable
    ApiKey find(CharSequence secret);

    /** Reads what has changed by now: for a node that may have missed that it should. Blocks. */
    void catchUp() throws SQLException;
}
