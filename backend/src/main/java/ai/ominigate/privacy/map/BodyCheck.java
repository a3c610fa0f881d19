package ai.ominigate.privacy.map;

import ai.ominigate.model.policy.CanaryRun;
import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Whether the last calls with a mark in them left it nowhere. */
@Singleton
final class BodyCheck implements LiveCheck {
    private final DataSource dataSource;

    BodyCheck(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    @Override
    public String name() {
        return "no-bodies";
    }

    @Override
    public String title() {
        return "Nothing of a prompt or an answer was stored or logged when calls with a mark in them were last sent.";
    }

    @Override
    public Finding look() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            CanaryRun last = CanaryTable.last(connection);
            if (last == null) {
                return Finding.kept("No such calls were sent yet.");
            }
            return last.found().isEmpty()
                    ? Finding.kept("Nothing was in %d columns, %d files and the log, of %d calls at %s."
                            .formatted(last.columns(), last.files(), last.calls(), last.at()))
                    : Finding.broken(
                            "The mark of %s was found in: %s. Find out who stores it, remove it, and send the calls again."
                                    .formatted(
                                            last.at(),
                                            String.join(", ", last.found().keySet())));
        }
    }
}
