package ai.ominigate.retention;

import ai.ominigate.model.retention.DataClass;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Period;
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
        String sql = "SELECT kept_for FROM retention.rule WHERE data_class = ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, dataClass.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return Period.parse(row.getString(1));
            }
        }
    }
}
