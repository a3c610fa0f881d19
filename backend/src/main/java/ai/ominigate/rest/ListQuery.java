package ai.ominigate.rest;

import ai.ominigate.model.Page;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The query of a list, which the database filters, sorts and reads by keyset: rows after the last one that was shown, in
 * the list's order, with the id as the last thing sorted by. Every list of ours is read so. What is given here as text is
 * SQL of the program's; what comes from outside is a value. Not for reuse.
 */
public final class ListQuery {
    private static final String PLACE = "list_place_";

    private final String columns;
    private final String from;
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();

    /**
     * Something that it is sorted by.
     *
     * @param type PostgreSQL's name for what the expression is
     */
    private record Key(String expression, String type) {}

    /** Reads what a list has of a row. */
    @FunctionalInterface
    public interface Reader<R> {
        R read(ResultSet row) throws SQLException;
    }

    private ListQuery(String columns, String from) {
        this.columns = columns;
        this.from = from;
    }

    /**
     * All rows of these tables.
     *
     * @param columns what the reader needs
     * @param from a table, with those that it is joined with
     * @param values for the question marks of both, in their order
     */
    public static ListQuery of(String columns, String from, Object... values) {
        ListQuery query = new ListQuery(columns, from);
        query.values.addAll(List.of(values));
        return query;
    }

    /**
     * Only rows that meet this condition.
     *
     * @param wanted for its question marks, in their order. If one is null, nobody asked for this, and all rows do
     */
    public ListQuery where(String condition, @Nullable Object... wanted) {
        for (Object value : wanted) {
            if (value == null) {
                return this;
            }
        }
        conditions.add("(" + condition + ")");
        for (Object value : wanted) {
            values.add(value);
        }
        return this;
    }

    /**
     * Sorted by this, and where it is equal, by what is said next: the last is an id, which is never equal.
     *
     * @param expression of the row, and never null
     * @param type PostgreSQL's name for what it is
     */
    public ListQuery sortedBy(String expression, String type) {
        keys.add(new Key(expression, type));
        return this;
    }

    /**
     * The part that somebody asked for.
     *
     * @param descending whether the largest is first
     */
    public <R> Page<R> read(Connection connection, PageRequest page, boolean descending, Reader<R> reader)
            throws SQLException {
        Cursor after = page.after();
        try (PreparedStatement statement = connection.prepareStatement(sql(after != null, descending))) {
            int at = bind(statement);
            if (after != null) {
                for (int key = 0; key < keys.size(); key++) {
                    statement.setString(at++, after.text(key));
                }
            }
            statement.setInt(at, page.rows());
            List<R> found = new ArrayList<>();
            List<List<String>> places = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(reader.read(row));
                    places.add(place(row));
                }
            }
            return page.of(found, places);
        }
    }

    /** The first rows, of which no part was asked for. */
    public <R> List<R> first(Connection connection, int most, boolean descending, Reader<R> reader)
            throws SQLException {
        return read(connection, PageRequest.first(most), descending, reader).items();
    }

    /** The one row that there can be; null if it is not there. */
    public <R> @Nullable R one(Connection connection, Reader<R> reader) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + columns + "\nFROM " + from + conditions(conditions))) {
            bind(statement);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? reader.read(row) : null;
            }
        }
    }

    /** The next parameter. */
    private int bind(PreparedStatement statement) throws SQLException {
        int at = 1;
        for (Object value : values) {
            statement.setObject(at++, ofJdbc(statement.getConnection(), value));
        }
        return at;
    }

    private static String conditions(List<String> all) {
        return all.isEmpty() ? "" : "\nWHERE " + String.join("\n    AND ", all);
    }

    private String sql(boolean goesOn, boolean descending) {
        List<String> all = new ArrayList<>(conditions);
        if (goesOn) {
            all.add("(%s) %s (%s)"
                    .formatted(
                            joined(keys, Key::expression),
                            descending ? "<" : ">",
                            joined(keys, key -> "?::" + key.type())));
        }
        StringBuilder places = new StringBuilder();
        for (int key = 0; key < keys.size(); key++) {
            places.append(", (%s)::text AS %s%d".formatted(keys.get(key).expression(), PLACE, key));
        }
        return "SELECT " + columns + places + "\nFROM " + from
                + conditions(all)
                + "\nORDER BY " + joined(keys, key -> key.expression() + (descending ? " DESC" : ""))
                + "\nLIMIT ?";
    }

    private static String joined(List<Key> keys, Function<Key, String> each) {
        return keys.stream().map(each).collect(Collectors.joining(", "));
    }

    private List<String> place(ResultSet row) throws SQLException {
        List<String> place = new ArrayList<>();
        for (int key = 0; key < keys.size(); key++) {
            place.add(row.getString(PLACE + key));
        }
        return place;
    }

    private static Object ofJdbc(Connection connection, Object value) throws SQLException {
        return switch (value) {
            case Instant instant -> instant.atOffset(ZoneOffset.UTC);
            case Enum<?> word -> word.name();
            case Collection<?> texts -> connection.createArrayOf("text", texts.toArray());
            default -> value;
        };
    }
}
