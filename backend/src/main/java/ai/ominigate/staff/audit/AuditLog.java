package ai.ominigate.staff.audit;

import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Where everything that the staff does is written down, once and for good. Blocks. */
@Singleton
public final class AuditLog {
    private final DataSource dataSource;
    private final InstantSource clock;

    AuditLog(DataSource dataSource, InstantSource clock) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
    }

    /** Writes it down now; returns when it is durable. */
    public void append(Act act) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            append(connection, act);
        }
    }

    /** Writes it down as part of the transaction of what was done, so that there is both or neither. */
    public void append(Connection transaction, Act act) throws SQLException {
        String sql = """
                INSERT INTO audit.entry (at, actor, action, outcome, subject, purpose, request)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            statement.setString(2, act.actor().id());
            statement.setString(3, act.action());
            statement.setString(4, act.outcome().name());
            statement.setString(5, act.subject());
            statement.setString(6, act.purpose());
            statement.setString(7, act.request());
            statement.executeUpdate();
        }
    }
}
