package ai.ominigate.customer.door;

import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Everything that the database has of somebody, in whichever table, as one digest for each. */
final class RowsOf implements AutoCloseable {
    /** What is written because somebody asked, whether or not they got anything: logs, and what watches over abuse. */
    private static final String OF_THE_HOUSE = "'abuse', 'audit', 'live', 'policy', 'pg_catalog', 'information_schema'";

    /** When a session was last used is written when it is used, and how far an alert's watch has seen as it goes by. */
    private static final String ALL_BUT_USE = "(to_jsonb(t) - 'last_used_at' - 'seen')::text";

    private final Connection connection;
    private final String sql;
    private final int tables;
    private final String pattern;

    /** @param names ids and addresses that rows of theirs name them by */
    RowsOf(TestDatabase database, Collection<String> names) throws SQLException {
        connection = database.superuser();
        pattern = names.stream().map(RowsOf::plain).collect(Collectors.joining("|"));
        List<String> parts = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement("""
                SELECT format('%%I.%%I', n.nspname, c.relname)
                  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
                   AND n.nspname NOT IN (%s) AND n.nspname NOT LIKE 'pg\\_%%'
                 ORDER BY 1
                """.formatted(OF_THE_HOUSE));
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                parts.add(
                        "SELECT '%1$s', md5(string_agg(row.text, ',' ORDER BY row.text)) FROM (SELECT %2$s AS text FROM %1$s t) row WHERE row.text ~ ?"
                                .formatted(row.getString(1), ALL_BUT_USE));
            }
        }
        tables = parts.size();
        sql = String.join("\nUNION ALL\n", parts);
    }

    /** Ids and addresses have a dot at most that would mean something in an expression. */
    private static String plain(String name) {
        return name.replace(".", "\\.");
    }

    /** A digest by the name of the table. */
    Map<String, String> digests() throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            for (int i = 1; i <= tables; i++) {
                query.setString(i, pattern);
            }
            Map<String, String> digests = new TreeMap<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    digests.put(row.getString(1), String.valueOf(row.getString(2)));
                }
            }
            return digests;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
