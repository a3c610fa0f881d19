package ai.ominigate.abuse;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.data.connection.jdbc.advice.DelegatingDataSource;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operational log's partitions, one a UTC day: made a week ahead. */
@Singleton
final class LogDays {
    static final int DAYS_AHEAD = 7;

    private static final Logger LOG = LoggerFactory.getLogger(LogDays.class);

    private final DataSource dataSource;
    private final InstantSource clock;
    private final AtomicLong strays = new AtomicLong();

    LogDays(DataSource dataSource, InstantSource clock, MeterRegistry metrics) {
        this.dataSource = DelegatingDataSource.unwrapDataSource(dataSource);
        this.clock = clock;
        Gauge.builder("ominigate.operational.log.strays", strays, AtomicLong::get)
                .description("Entries in the default partition, for which no day was made in time; 0 is healthy")
                .register(metrics);
    }

    /** Makes what is missing. Harmless to repeat, and from several nodes at once. */
    void keepUp() throws SQLException {
        LocalDate today = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        try (Connection connection = dataSource.getConnection()) {
            for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
                make(connection, today.plusDays(ahead));
            }
            strays.set(countStrays(connection));
        }
        if (strays.get() > 0) {
            LOG.warn(
                    "{} entries of the operational log are in its default partition: their day was not made in time.",
                    strays);
        }
    }

    private static void make(Connection connection, LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT abuse.make_operational_log_day(?)")) {
            statement.setObject(1, day);
            statement.execute();
        }
    }

    private static long countStrays(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM abuse.operational_log_default")) {
            count.next();
            return count.getLong(1);
        }
    }
}
