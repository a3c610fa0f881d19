package ai.ominigate.personal;

import ai.ominigate.personal.PersonalTable.Fate;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All personal data that the features keep. Blocks; works in its caller's transaction. */
@Singleton
public final class Holdings {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Rows that are fetched at once, so that no export is ever in memory as a whole. */
    private static final int FETCH = 500;

    /** How the database writes bytes as text, before their digits. */
    private static final String BYTEA = "\\x";

    private final List<PersonalRecords> records;
    private final DataKeys keys;

    Holdings(List<PersonalRecords> records, DataKeys keys) {
        this.keys = keys;
        this.records = records.stream()
                .sorted(Comparator.comparing(PersonalRecords::name))
                .toList();
    }

    /** Everything that features offer, by name. */
    public List<PersonalRecords> all() {
        return records;
    }

    /** What takes rows one after the other. */
    @FunctionalInterface
    public interface Rows {
        /** One more row; its fields are the table's columns, in their order. */
        void next(ObjectNode row) throws IOException;
    }

    /**
     * Reads a person's rows of a table, in the order of what identifies them.
     *
     * @param transaction one that is not committed in between: rows come in portions
     * @return how many there were
     */
    public long read(Connection transaction, PersonalTable table, DataSubject subject, Rows rows)
            throws SQLException, IOException {
        return read(transaction, table, subject, "", rows);
    }

    /** The first rows of a person, to be shown, masked, to whoever works on their request. */
    public List<ObjectNode> sample(Connection connection, PersonalTable table, DataSubject subject, int most)
            throws SQLException {
        List<ObjectNode> sample = new ArrayList<>();
        try {
            read(connection, table, subject, " LIMIT " + most, sample::add);
        } catch (IOException e) {
            throw new IllegalStateException("a list takes everything", e);
        }
        return sample;
    }

    private long read(Connection connection, PersonalTable table, DataSubject subject, String end, Rows rows)
            throws SQLException, IOException {
        String sql = "SELECT row_to_json(found)::text FROM (SELECT %s FROM %s WHERE %s ORDER BY 1%s) AS found"
                .formatted(String.join(", ", table.columns()), table.table(), table.shownRows(), end);
        long read = 0;
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, subject, null)) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.next(opened(connection, table, subject, object(row.getString(1))));
                    read++;
                }
            }
        }
        return read;
    }

    private ObjectNode opened(Connection connection, PersonalTable table, DataSubject subject, ObjectNode row)
            throws SQLException {
        for (String column : table.sealed()) {
            if (row.path(column).isTextual()) {
                byte[] sealed =
                        HexFormat.of().parseHex(row.path(column).textValue().substring(BYTEA.length()));
                byte[] clear = keys.open(connection, subject.account(), sealed);
                row.put(column, clear == null ? null : new String(clear, StandardCharsets.UTF_8));
            }
        }
        return row;
    }

    private static ObjectNode object(String text) {
        try {
            return JSON.readValue(text, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database writes JSON", e);
        }
    }

    /**
     * A table as it is handed out: itself if the person has rows in it, or a part for each month in which they have; empty
     * if they have none.
     */
    public List<PersonalTable> parts(Connection connection, PersonalTable table, DataSubject subject)
            throws SQLException {
        if (table.monthOf() == null) {
            return countOf(connection, table, table.shownRows(), subject) > 0 ? List.of(table) : List.of();
        }
        String sql =
                "SELECT DISTINCT to_char(%s AT TIME ZONE 'UTC', 'YYYY-MM') AS month FROM %s WHERE %s ORDER BY month"
                        .formatted(table.monthOf(), table.table(), table.shownRows());
        List<PersonalTable> parts = new ArrayList<>();
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, subject, null);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                parts.add(table.in(YearMonth.parse(row.getString(1))));
            }
        }
        return parts;
    }

    /** How many rows of a table are a person's. */
    public long count(Connection connection, PersonalTable table, DataSubject subject) throws SQLException {
        return countOf(connection, table, table.rows(), subject);
    }

    private static long countOf(Connection connection, PersonalTable table, String rows, DataSubject subject)
            throws SQLException {
        String sql = "SELECT count(*) FROM " + table.table() + " WHERE " + rows;
        try (PreparedStatement statement = NamedSql.prepare(connection, sql, subject, null);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** How many rows of each table of a feature are a person's, by the table's name; all are named. */
    public Map<String, Long> count(Connection connection, PersonalRecords feature, DataSubject subject)
            throws SQLException {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (PersonalTable table : feature.tables()) {
            counts.merge(table.table(), count(connection, table, subject), Long::sum);
        }
        return counts;
    }

    /** Makes a feature forget a person, in this transaction. Again is the same as once. */
    public void erase(Connection transaction, PersonalRecords feature, DataSubject subject, Pseudonyms pseudonyms)
            throws SQLException {
        for (PersonalTable table : feature.tables()) {
            switch (table.fate()) {
                case Fate.Deleted _ ->
                    run(transaction, "DELETE FROM " + table.table() + " WHERE " + table.rows(), subject, pseudonyms);
                case Fate.Unlinked unlinked -> {
                    for (String statement : unlinked.statements()) {
                        run(transaction, statement, subject, pseudonyms);
                    }
                }
                case Fate.GoesWith _, Fate.Kept _ -> {
                    // Nothing of its own to do.
                }
            }
        }
    }

    private static void run(Connection transaction, String sql, DataSubject subject, Pseudonyms pseudonyms)
            throws SQLException {
        try (PreparedStatement statement = NamedSql.prepare(transaction, sql, subject, pseudonyms)) {
            statement.execute();
        }
    }
}
