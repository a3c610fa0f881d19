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
                SELECT count(*) FILTER (WHERE late), min(number) FILTER (WHERE late),
                    count(*) FILTER (WHERE unheard), min(number) FILTER (WHERE unheard)
                FROM (
                    SELECT number,
                        answer_by < ? AND (stopped_at IS NULL OR regime <> 'UK') AS late,
                        state = 'RECEIVED' AND acknowledge_by < ? AS unheard
                    FROM privacy.request WHERE open) r
                """;
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
            statement.setObject(1, today);
            statement.setObject(2, today);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                long late = row.getLong(1);
                if (late > 0) {
                    return Finding.broken(
                            "%d are, the oldest of them number %d. Answer them, and tell why it took longer."
                                    .formatted(late, row.getLong(2)));
                }
                long unheard = row.getLong(3);
                return unheard == 0
                        ? Finding.kept("None is.")
                        : Finding.broken(
                                "None is, but %d were not even acknowledged in time, the oldest of them number %d. Tell who asks that we have it."
                                        .formatted(unheard, row.getLong(4)));
            }
        }
    }
}
