package ai.ominigate.staff.audit;

import ai.ominigate.model.retention.DataClass;
import ai.ominigate.retention.LegalHolds;
import ai.ominigate.retention.RetainedData;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Details in the audit log, as something that is kept for a time: the acts stay, and the chain still verifies. */
@Singleton
final class AgedDetails implements RetainedData {
    private static final String HELD_SUBJECTS =
            "ARRAY(SELECT 'account:' || h.account_id FROM retention.held_account h)";

    private static final String IS_HELD =
            "(coalesce(p.subject = ANY (%s), false) OR p.named ?| %s)".formatted(HELD_SUBJECTS, HELD_SUBJECTS);

    @Override
    public DataClass dataClass() {
        return DataClass.AUDIT_DETAILS;
    }

    @Override
    public Set<String> tables() {
        return Set.of("audit.entry", "audit.payload");
    }

    @Override
    public @Nullable Instant oldest(Connection connection) throws SQLException {
        String sql = """
                SELECT e.at
                FROM audit.payload p JOIN audit.entry e ON e.seq = p.seq
                WHERE NOT %s
                ORDER BY p.seq
                LIMIT 1
                """.formatted(escaped(IS_HELD));
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getObject(1, OffsetDateTime.class).toInstant() : null;
        }
    }

    @Override
    public long older(Connection connection, Instant cutoff) throws SQLException {
        return count(connection, cutoff, "NOT " + IS_HELD);
    }

    @Override
    public long held(Connection connection, Instant cutoff) throws SQLException {
        return count(connection, cutoff, IS_HELD);
    }

    private static long count(Connection connection, Instant cutoff, String condition) throws SQLException {
        String sql = """
                SELECT count(*)
                FROM audit.payload p JOIN audit.entry e ON e.seq = p.seq
                WHERE e.at < ? AND %s
                """.formatted(escaped(condition));
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public Removed remove(Connection transaction, Instant cutoff, int atMost) throws SQLException {
        LegalHolds.stay(transaction);
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT audit.expire(?, ?, %s)".formatted(HELD_SUBJECTS))) {
            statement.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            statement.setInt(2, atMost);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long rows = row.getLong(1);
                return new Removed(rows, rows == atMost);
            }
        }
    }

    /** JDBC takes a question mark for a parameter unless there are two. */
    private static String escaped(String condition) {
        return condition.replace("?|", "??|");
    }
}
