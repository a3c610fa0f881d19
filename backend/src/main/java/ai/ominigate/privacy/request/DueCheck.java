package ai.ominigate.privacy.request;

import ai.ominigate.promise.LiveCheck;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Whether all requests are answered in time. */
@Singleton
final class DueCheck implements LiveCheck {
    private final DataSource dataSource;
    private final InstantSource clock;

    DueCheck(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "requests-due";
    }

    @Override
    public String title() {
        return "No request is open after the day by which it must be answered.";
    }

    @Override
    public Finding look() throws SQLException {
        String sql = """
                SELECT count(*), min(number) FROM privacy.request
                WHERE open AND stopped_at IS NULL AND answer_by < ?
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long late = row.getLong(1);
                return late == 0
                        ? Finding.kept("None is.")
                        : Finding.broken(
                                "%d are, the oldest of them number %d. Answer them, and tell why it took longer."
                                        .formatted(late, row.getLong(2)));
            }
        }
    }
}
