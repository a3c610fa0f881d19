package ai.ominigate.personal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** SQL with the names of {@link PersonalTable}, made a statement for one person. */
final class NamedSql {
    private static final Pattern NAME =
            Pattern.compile("(?<!:):(account|addresses|keys|names|pseudonyms|pseudonym)\\b");

    private NamedSql() {}

    /** The caller closes it. */
    static PreparedStatement prepare(
            Connection connection, String sql, DataSubject subject, @Nullable Pseudonyms pseudonyms)
            throws SQLException {
        List<String> names = new ArrayList<>();
        Matcher matcher = NAME.matcher(sql);
        while (matcher.find()) {
            names.add(matcher.group(1));
        }
        PreparedStatement statement = connection.prepareStatement(matcher.replaceAll("?"));
        try {
            for (int i = 0; i < names.size(); i++) {
                set(connection, statement, i + 1, names.get(i), subject, pseudonyms);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(
            Connection connection,
            PreparedStatement statement,
            int index,
            String name,
            DataSubject subject,
            @Nullable Pseudonyms pseudonyms)
            throws SQLException {
        switch (name) {
            case "account" -> statement.setObject(index, subject.account());
            case "addresses" ->
                statement.setArray(
                        index,
                        connection.createArrayOf("text", subject.addresses().toArray()));
            case "keys" ->
                statement.setArray(
                        index, connection.createArrayOf("uuid", subject.keys().toArray()));
            case "names" ->
                statement.setArray(
                        index, connection.createArrayOf("text", subject.names().toArray()));
            case "pseudonym" -> statement.setObject(index, given(pseudonyms).account());
            default ->
                statement.setArray(
                        index,
                        connection.createArrayOf(
                                "uuid", given(pseudonyms).keys().toArray()));
        }
    }

    private static Pseudonyms given(@Nullable Pseudonyms pseudonyms) {
        if (pseudonyms == null) {
            throw new IllegalStateException("only what erases may name a pseudonym");
        }
        return pseudonyms;
    }
}
