package ai.ominigate.privacy.request;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/** {@code privacy.restriction}. Blocks. */
final class RestrictionTable {
    private RestrictionTable() {}

    /** Whether it lasted, and nobody had lifted it. */
    static boolean lift(Connection transaction, UUID request, UUID by, String words, Instant endsAt)
            throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE privacy.restriction SET ends_at = ?, lifted_by = ?, lifted_for = ?, version = version + 1
                WHERE request = ? AND lifted_at IS NULL AND ends_at IS NULL
                """)) {
            update.setObject(1, endsAt.atOffset(ZoneOffset.UTC));
            update.setObject(2, by);
            update.setString(3, words);
            update.setObject(4, request);
            return update.executeUpdate() == 1;
        }
    }

    /** Ends those whose time has come; how many. */
    static int end(Connection transaction, Instant now) throws SQLException {
        try (PreparedStatement update = transaction.prepareStatement("""
                UPDATE privacy.restriction SET lifted_at = ends_at, version = version + 1
                WHERE lifted_at IS NULL AND ends_at <= ?
                """)) {
            update.setObject(1, now.atOffset(ZoneOffset.UTC));
            return update.executeUpdate();
        }
    }
}
