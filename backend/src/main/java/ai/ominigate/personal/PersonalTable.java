package ai.ominigate.personal;

import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table with personal data: what of it a person gets to see, which rows are theirs, and what becomes of those when they
 * are to be forgotten.
 *
 * <p>The SQL may name {@code :account} (uuid), {@code :addresses} (text[], lower case), {@code :keys} (uuid[]), {@code
 * :names} (text[], as {@code account:…} and {@code key:…}), and, to erase, {@code :pseudonym} (uuid) and {@code :pseudonyms}
 * (uuid[], one for each of {@code :keys}, in their order).
 *
 * @param table {@code schema.table}
 * @param file where its rows are in a package for the person, without an ending: {@code usage/calls}
 * @param columns what of it they get
 * @param rows which rows are theirs, as SQL after {@code WHERE}; columns of the table are named by it
 * @param fate what becomes of them
 * @param monthOf the column whose months (UTC) have files of their own, as there are many rows; null if all are in one file
 * @param sealed those of its columns that are sealed with the account's key ({@link DataKeys}): whoever reads them for the
 *     person gets what was sealed, or nothing once the key is destroyed
 * @param onlyWhere which of the rows the person gets to see, where others are about somebody else of the same account (GDPR,
 *     article 15(4)): SQL that holds for those; null for all. What becomes of them is the same for all
 */
public record PersonalTable(
        String table,
        String file,
        List<String> columns,
        String rows,
        Fate fate,
        @Nullable String monthOf,
        List<String> sealed,
        @Nullable String onlyWhere) {

    public PersonalTable {
        columns = List.copyOf(columns);
        sealed = List.copyOf(sealed);
        if (!columns.containsAll(sealed)) {
            throw new IllegalArgumentException("what is sealed is a column of the table");
        }
        if (!table.matches("[a-z_]+\\.[a-z_]+") || columns.isEmpty()) {
            throw new IllegalArgumentException("a table is schema.table and has columns");
        }
    }

    /**
     * Describes a table.
     *
     * @param columns with commas between them
     */
    public static PersonalTable of(String table, String file, String columns, String rows, Fate fate) {
        return new PersonalTable(
                table, file, List.of(columns.strip().split("\\s*,\\s*")), rows, fate, null, List.of(), null);
    }

    /** The same, with these columns sealed. */
    public PersonalTable withSealed(String... names) {
        return new PersonalTable(table, file, columns, rows, fate, monthOf, List.of(names), onlyWhere);
    }

    /** The same, of which the person gets to see only the rows for which this holds. */
    public PersonalTable shownWhere(String condition) {
        return new PersonalTable(table, file, columns, rows, fate, monthOf, sealed, condition);
    }

    /** The rows that the person gets to see, as SQL after {@code WHERE}. */
    public String shownRows() {
        return onlyWhere == null ? rows : "(%s) AND (%s)".formatted(rows, onlyWhere);
    }

    /** The same, with a file for each month (UTC) of this column, which is a time. */
    public PersonalTable byMonthOf(String column) {
        return new PersonalTable(table, file, columns, rows, fate, column, sealed, onlyWhere);
    }

    /** Of one that is by months, the rows of one of them. */
    public PersonalTable in(YearMonth month) {
        String within = "(%s) AND %s >= '%s-01T00:00:00Z' AND %s < '%s-01T00:00:00Z'"
                .formatted(rows, monthOf, month, monthOf, month.plusMonths(1));
        return new PersonalTable(table, file + "-" + month, columns, within, fate, null, sealed, onlyWhere);
    }

    /** What becomes of rows when a person is to be forgotten. */
    public sealed interface Fate {
        /** They go. */
        record Deleted() implements Fate {}

        /**
         * They stay and are nobody's any more.
         *
         * @param statements SQL that makes them so, and changes nothing when done again
         */
        record Unlinked(List<String> statements) implements Fate {
            public Unlinked {
                statements = List.copyOf(statements);
            }
        }

        /**
         * They go with the rows of another table, that they hang on.
         *
         * @param table that one
         */
        record GoesWith(String table) implements Fate {}

        /**
         * They stay, and the person is told why.
         *
         * @param reason a sentence, also for the person
         * @param naming columns that may still name them, for the same reason; in all others no search must find them
         */
        record Kept(String reason, List<String> naming) implements Fate {
            public Kept {
                naming = List.copyOf(naming);
            }
        }
    }

    /** They go. */
    public static Fate deleted() {
        return new Fate.Deleted();
    }

    /** They stay and are nobody's any more. */
    public static Fate unlinkedBy(String... statements) {
        return new Fate.Unlinked(List.of(statements));
    }

    /** They go with the rows of another table. */
    public static Fate goesWith(String table) {
        return new Fate.GoesWith(table);
    }

    /** They stay, for this reason; in these columns they may still name the person. */
    public static Fate kept(String reason, String... naming) {
        return new Fate.Kept(reason, List.of(naming));
    }
}
