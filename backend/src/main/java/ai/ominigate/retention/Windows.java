package ai.ominigate.retention;

import ai.ominigate.model.retention.DataClass;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** For how long each class of data is kept at the moment, for who has to say when something will go. Blocks. */
@Singleton
public final class Windows {
    private final DataSource dataSource;

    Windows(DataSource dataSource) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
    }

    /** In days, months and years. */
    public Period of(DataClass dataClass) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return of(connection, dataClass);
        }
    }

    /** The same, as part of a transaction. */
    public static Period of(Connection connection, DataClass dataClass) throws SQLException {
        String sql = "SELECT kept_for FROM retention.rule WHERE data_class = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, dataClass.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Period.parse(row.getString(1));
            }
        }
    }

    /** When something ends that begins now and is kept as its class is. */
    public static Instant end(Connection connection, DataClass dataClass, Instant now) throws SQLException {
        return now.atOffset(ZoneOffset.UTC).plus(of(connection, dataClass)).toInstant();
    }

    /**
     * What the age of something is counted from that has an end of its own: a window before it.
     *
     * @param end an expression, a {@code timestamptz}
     * @return an expression
     */
    public static String before(String end, DataClass dataClass) {
        return """
                (((%s) AT TIME ZONE 'UTC'
                    - (SELECT r.kept_for::interval FROM retention.rule r WHERE r.data_class = '%s')) AT TIME ZONE 'UTC')
                """.formatted(end, dataClass.name());
    }
}
