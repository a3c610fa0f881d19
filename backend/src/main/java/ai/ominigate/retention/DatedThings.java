package ai.ominigate.retention;

import ai.ominigate.model.retention.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Things that are more than a row of one table, or of which a part is left. All texts are SQL of the program's.
 *
 * @param tables all that something of them is removed from, each as {@code schema.table}
 * @param table that has a row for each, as {@code schema.table}
 * @param key the UUID column that names one
 * @param age what their age is counted from, an expression of the row {@code t}; where it is null there is nothing to remove
 * @param heldIf when a legal hold keeps the thing of a row {@code t}
 * @param removal removes them; afterwards their age is null, or they are not there
 */
public record DatedThings(
        DataClass dataClass, Set<String> tables, String table, String key, String age, String heldIf, Removal removal)
        implements RetainedData {
    /** How many go in one transaction: more is done for each than for a row. */
    private static final int AT_ONCE = 200;

    public DatedThings {
        // In order: so what goes first does so always.
        tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
    }

    /** How things go. */
    @FunctionalInterface
    public interface Removal {

        /** Removes these, whose rows are locked, as part of this transaction. */
        void of(Connection transaction, List<UUID> keys) throws SQLException;

        /** Runs statements, each with the keys as its only parameter, an array. */
        static Removal by(String... statements) {
            return (transaction, keys) -> {
                for (String sql : statements) {
                    try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                        statement.setArray(1, transaction.createArrayOf("uuid", keys.toArray()));
                        statement.executeUpdate();
                    }
                }
            };
        }
    }

    private DatedRows rows() {
        return new DatedRows(dataClass, table, age, heldIf);
    }

    @Override
    public @Nullable Instant oldest(Connection connection) throws SQLException {
        return rows().oldest(connection);
    }

    @Override
    public long older(Connection connection, Instant cutoff) throws SQLException {
        return rows().older(connection, cutoff);
    }

    @Override
    public long held(Connection connection, Instant cutoff) throws SQLException {
        return rows().held(connection, cutoff);
    }

    @Override
    public Removed remove(Connection transaction, Instant cutoff, int atMost) throws SQLException {
        LegalHolds.stay(transaction);
        int most = Math.min(atMost, AT_ONCE);
        List<UUID> keys = lock(transaction, cutoff, most);
        if (!keys.isEmpty()) {
            removal.of(transaction, keys);
        }
        return new Removed(keys.size(), keys.size() == most);
    }

    private List<UUID> lock(Connection transaction, Instant cutoff, int most) throws SQLException {
        String sql = """
                SELECT t.%s FROM %s AS t
                WHERE %s < ? AND NOT (%s)
                LIMIT ?
                FOR UPDATE SKIP LOCKED
                """.formatted(key, table, age, heldIf);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, cutoff.atOffset(ZoneOffset.UTC));
            statement.setInt(2, most);
            List<UUID> keys = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    keys.add(row.getObject(1, UUID.class));
                }
            }
            return keys;
        }
    }
}
