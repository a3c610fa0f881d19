package ai.ominigate.retention;

import ai.ominigate.model.retention.DataClass;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that is kept for a time. A feature offers one as a bean for what it keeps; how long that may be, when it goes
 * and what receipts tell of it is the matter of retention. Every table with times in it is named by one, or a test says
 * why not. What a legal hold is about is as if it were not there.
 */
public interface RetainedData {

    /** What it is part of. */
    DataClass dataClass();

    /** Its tables, each as {@code schema.table}. */
    Set<String> tables();

    /** How old the oldest is; null if there is nothing. */
    @Nullable
    Instant oldest(Connection connection) throws SQLException;

    /** How many rows are older. */
    long older(Connection connection, Instant cutoff) throws SQLException;

    /** How many rows are older that a legal hold keeps. */
    long held(Connection connection, Instant cutoff) throws SQLException;

    /**
     * Removes some of what is older, in the caller's transaction, so that no lock is held for long.
     *
     * @param atMost rows, where they are removed one by one
     */
    Removed remove(Connection transaction, Instant cutoff, int atMost) throws SQLException;

    /**
     * What a step removed.
     *
     * @param rows how many
     * @param more whether there may be more that is older
     */
    record Removed(long rows, boolean more) {}
}
