package ai.ominigate.accounts;

import ai.ominigate.personal.SubjectNames;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What accounts are called, and those whose keys are. */
@Singleton
final class NamesOfOwners implements SubjectNames {
    private static final Pattern ID = Pattern.compile("(account|key):[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @Override
    public Map<String, String> of(Connection connection, Collection<String> subjects) throws SQLException {
        String sql = """
                SELECT 'account:' || a.id AS subject, a.name
                FROM accounts.account a
                WHERE a.id = ANY (?::uuid[])
                UNION ALL
                SELECT 'key:' || k.id, a.name
                FROM accounts.api_key k
                JOIN accounts.account a ON a.id = k.account_id
                WHERE k.id = ANY (?::uuid[])
                """;
        Map<String, String> names = new HashMap<>();
        String[] ids = subjects.stream()
                .filter(subject -> ID.matcher(subject).matches())
                .map(subject -> subject.substring(subject.indexOf(':') + 1))
                .toArray(String[]::new);
        if (ids.length == 0) {
            return names;
        }
        Array all = connection.createArrayOf("text", ids);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, all);
            statement.setArray(2, all);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.put(row.getString(1), row.getString(2));
                }
            }
        }
        return names;
    }
}
