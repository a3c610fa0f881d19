package ai.ominigate.retention;

import ai.ominigate.model.retention.DataClass;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A table with a partition for each UTC day, {@code <name>_YYYYMMDD}, and a default one, {@code <name>_default}. A day
 * goes as a whole, in no time and without a trace; row by row only where a legal hold keeps some of it, or where it is in
 * the default partition. All texts are SQL of the program's.
 *
 * @param table as {@code schema.table}
 * @param time the column that it is partitioned by
 * @param heldIf when a legal hold keeps a row {@code t}: a condition of it
 */
public record DailyPartitions(DataClass dataClass, String table, String time, String heldIf) implements RetainedData {
    private static final LocalDate LAST = LocalDate.of(9999, 12, 31);

    /**
     * Days of rows of accounts.
     *
     * @param account an expression of the row {@code t}
     */
    public static DailyPartitions ofAccounts(DataClass dataClass, String table, String time, String account) {
        return new DailyPartitions(dataClass, table, time, DatedRows.held(account));
    }

    @Override
    public Set<String> tables() {
        return Set.of(table);
    }

    /** The beginning of the oldest day that has something, so that no day is read for it. */
    @Override
    public @Nullable Instant oldest(Connection connection) throws SQLException {
        Instant stray = rows(table + "_default").oldest(connection);
        for (String day : days(connection, LAST)) {
            if (hasOthers(connection, day)) {
                Instant first = beginning(day);
                return stray != null && stray.isBefore(first) ? stray : first;
            }
        }
        return stray;
    }

    private static Instant beginning(String day) {
        String date = day.substring(day.lastIndexOf('_') + 1);
        return LocalDate.parse(date, DateTimeFormatter.BASIC_ISO_DATE)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
    }

    @Override
    public long older(Connection connection, Instant cutoff) throws SQLException {
        return all().older(connection, cutoff);
    }

    @Override
    public long held(Connection connection, Instant cutoff) throws SQLException {
        return all().held(connection, cutoff);
    }

    @Override
    public Removed remove(Connection transaction, Instant cutoff, int atMost) throws SQLException {
        // What is older than a day's beginning goes with that day: no row is kept longer for it.
        LocalDate firstKept = LocalDate.ofInstant(cutoff, ZoneOffset.UTC);
        String day = removable(transaction, firstKept);
        if (day == null) {
            return rows(table + "_default").remove(transaction, cutoff, atMost);
        }
        DatedRows rows = rows(day);
        if (!isHeld(transaction, day)) {
            lock(transaction, day);
            long count = count(transaction, day);
            // Whoever wanted to keep some of it may have done so while that took its time; from here on nobody does.
            LegalHolds.stay(transaction);
            if (!isHeld(transaction, day)) {
                drop(transaction, day);
                return new Removed(count, true);
            }
        }
        Removed removed = rows.remove(transaction, cutoff, atMost);
        return removed.more() ? removed : new Removed(removed.rows(), removable(transaction, firstKept) != null);
    }

    private DatedRows all() {
        return rows(table);
    }

    private DatedRows rows(String of) {
        return new DatedRows(dataClass, of, time, heldIf);
    }

    /** The partitions of days before this one, the oldest first. */
    private List<String> days(Connection connection, LocalDate before) throws SQLException {
        String sql = """
                SELECT c.oid::regclass::text
                FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = ?::regclass
                    AND c.relname ~ '_[0-9]{8}$'
                    AND right(c.relname, 8) < ?
                ORDER BY right(c.relname, 8)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            statement.setString(2, before.format(DateTimeFormatter.BASIC_ISO_DATE));
            List<String> days = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    days.add(row.getString(1));
                }
            }
            return days;
        }
    }

    /** The oldest day before this one of which something can go, be it only its empty partition; null if there is none. */
    private @Nullable String removable(Connection transaction, LocalDate firstKept) throws SQLException {
        for (String day : days(transaction, firstKept)) {
            if (!isHeld(transaction, day) || hasOthers(transaction, day)) {
                return day;
            }
        }
        return null;
    }

    private boolean isHeld(Connection transaction, String day) throws SQLException {
        return exists(transaction, day, heldIf);
    }

    private boolean hasOthers(Connection connection, String day) throws SQLException {
        return exists(connection, day, "NOT (" + heldIf + ")");
    }

    private static boolean exists(Connection transaction, String day, String condition) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT EXISTS (SELECT FROM %s AS t WHERE %s)".formatted(day, condition))) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static void lock(Connection transaction, String day) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + LegalHolds.LOCK_MILLIS);
            statement.execute("LOCK TABLE %s IN SHARE MODE".formatted(day));
            statement.execute("SET LOCAL lock_timeout TO DEFAULT");
        }
    }

    private static long count(Connection transaction, String day) throws SQLException {
        try (Statement statement = transaction.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM " + day)) {
            count.next();
            return count.getLong(1);
        }
    }

    private static void drop(Connection transaction, String day) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = " + LegalHolds.LOCK_MILLIS);
            statement.execute("DROP TABLE " + day);
            statement.execute("SET LOCAL lock_timeout TO DEFAULT");
        }
    }
}
