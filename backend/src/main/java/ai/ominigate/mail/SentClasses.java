package ai.ominigate.mail;

import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Whether all letters are of the closed list, each in its class. */
@Singleton
final class SentClasses implements LiveCheck {
    private final DataSource dataSource;

    SentClasses(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public String name() {
        return "mail-classes";
    }

    @Override
    public String title() {
        return "Account verification, billing receipts and important account notices are sent, and nothing else.";
    }

    @Override
    public Finding look() throws SQLException {
        Set<String> listed = Arrays.stream(Template.values())
                .map(template -> template.name() + " " + template.mailClass())
                .collect(Collectors.toSet());
        Set<String> others = new TreeSet<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT DISTINCT template || ' ' || class FROM mail.letter");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                others.add(row.getString(1));
            }
        }
        others.removeAll(listed);
        return others.isEmpty()
                ? Finding.kept("All letters in the outbox are of these classes.")
                : Finding.broken("The outbox has letters that are not on the list: %s. Find out who left them."
                        .formatted(String.join(", ", others)));
    }
}
