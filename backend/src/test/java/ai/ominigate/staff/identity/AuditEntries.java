package ai.ominigate.staff.identity;

import ai.ominigate.platform.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the audit log has, read past the code that writes it. */
public final class AuditEntries {
    private AuditEntries() {}

    /** Of a request, as {@code actor action outcome subject}, in order. */
    public static List<String> of(TestDatabase database, String request) throws SQLException {
        return read(database, "request", request);
    }

    /** What somebody did, as {@code actor action outcome subject}, in order. */
    public static List<String> by(TestDatabase database, String actor) throws SQLException {
        return read(database, "actor", actor);
    }

    /** About somebody or something, as {@code actor action outcome subject}, in order. */
    public static List<String> about(TestDatabase database, String subject) throws SQLException {
        return read(database, "subject", subject);
    }

    /** The details, of any entry, that have this text in them. */
    public static List<String> detailsWith(TestDatabase database, String text) throws SQLException {
        return texts(database, "SELECT payload FROM audit.payload WHERE strpos(payload, ?) > 0 ORDER BY seq", text);
    }

    private static List<String> read(TestDatabase database, String column, String value) throws SQLException {
        String sql = "SELECT concat_ws(' ', actor, action, outcome, subject) FROM audit.entry WHERE " + column
                + " = ? ORDER BY seq";
        return texts(database, sql, value);
    }

    private static List<String> texts(TestDatabase database, String sql, String value) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            List<String> entries = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    entries.add(row.getString(1));
                }
            }
            return entries;
        }
    }
}
